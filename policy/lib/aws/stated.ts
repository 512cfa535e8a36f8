import type { Resource } from "../resource";

/**
 * Whether a program leaves a property of a resource to AWS, which tells its value only after the update: what a program states
 * and nobody knows yet comes from another resource. For rules about a stack, which judge outputs.
 */
export function isLeftOut(resource: Resource, property: string): boolean {
  return resource.at(property).isUnknown && resource.dependsOn(property).length === 0;
}
