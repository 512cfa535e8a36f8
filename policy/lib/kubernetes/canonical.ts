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
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(node.at(key))}`).join()}}`;
}
