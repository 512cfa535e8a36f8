import type { Node } from "./node";

/** Whether a string is there and not empty. What is known only after the update is there. */
export function isSet(node: Node): boolean {
  return node.isUnknown || (typeof node.value === "string" && node.value.trim() !== "");
}
