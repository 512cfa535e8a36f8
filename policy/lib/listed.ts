import { names } from "./exemptions";
import type { Resource } from "./resource";

/** JSON schema of a parameter that lists resources. */
export const RESOURCES = { type: "array", items: { type: "string", minLength: 1 } } as const;

/** Whether a parameter lists a resource, by its URN or name as an exemption does. */
export function isListed(resource: Resource, list: readonly string[]): boolean {
  return list.some((one) => names({ resource: one }, resource));
}
