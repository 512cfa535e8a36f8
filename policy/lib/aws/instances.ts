import type { Node } from "../node";
import type { Resource } from "../resource";
import { types } from "../stack";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** All that says how a virtual machine starts. */
export const machines = types(
  INSTANCE,
  TEMPLATE,
  "aws:ec2/launchConfiguration:LaunchConfiguration",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
);

/** Whether a resource is a template, where each change is a new version. */
export function isTemplate(resource: Resource): boolean {
  return resource.type === TEMPLATE;
}

/** Whether the options of a machine's metadata service change in place: launch configurations and requests are made anew. */
export function changesInPlace(resource: Resource): boolean {
  return isTemplate(resource) || resource.type === INSTANCE;
}

/**
 * Whether a machine has a property from its launch template, which is judged by itself: it names one and does not set the
 * property.
 */
export function isInherited(resource: Resource, property: Node): boolean {
  return !property.exists && resource.at("launchTemplate").exists;
}
