import { isObject, type Node } from "../node";
import type { Resource } from "../resource";

/**
 * The place at these keys of what the program says of an object, for rules about a stack. Those judge outputs, which are the live
 * object with all that the API server and controllers have set; the provider keeps what it was given beside them.
 */
export function stated(resource: Resource, ...keys: readonly string[]): Node {
  const inputs = resource.at("__inputs");
  return isObject(inputs.value) ? inputs.at(...keys) : resource.at(...keys);
}
