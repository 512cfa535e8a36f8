import { isObject, type Node } from "../node";

/**
 * A value as text that is the same for equal values, whatever the order of their keys.
 *
 * @throws Undecided when a part of it is not known yet.
 */
export function canonical(node: Node): string {
  const value = node.read();
  if (Array.isArray(value)) return `[${node.items().map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const entries = node.entries().sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}
