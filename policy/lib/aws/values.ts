import { any } from "../any";
import type { Node } from "../node";

/** Whether a value is true, or the text that providers take for it. */
export function isOn(value: unknown): boolean {
  return value === true || value === "true";
}

/** Whether a value is anything but false, so that a default of true holds where there is none. */
export function isNotOff(value: unknown): boolean {
  return value !== false && value !== "false";
}

/** Whether a value is anything but true, so that a default of false holds where there is none. */
export function isNotOn(value: unknown): boolean {
  return !isOn(value);
}

/** Whether a value is a string or a list with something in it. Providers take an empty one for none. */
export function isFilled(value: unknown): boolean {
  return typeof value === "string" ? value.trim() !== "" : Array.isArray(value) && value.length > 0;
}

/**
 * Whether one of several places holds what is demanded: one that does is enough, whatever is not known in the others.
 *
 * @throws Undecided when none does, and one of them is not known yet.
 */
export function someHolds(nodes: readonly Node[], ok: (value: unknown) => boolean): boolean {
  return any(nodes, (node) => ok(node.read()));
}

/**
 * The strings that a list lacks, or that a place in each of its items does.
 *
 * @throws Undecided when one of them may be where something is not known yet.
 */
export function lackedBy(list: Node, strings: readonly string[], place = (item: Node) => item): string[] {
  list.read();
  const places = list.items().map(place);
  return strings.filter((text) => !someHolds(places, (value) => value === text));
}

/** Makes a predicate that accepts numbers from a minimum on, and strings that are such numbers. */
export function atLeast(minimum: number): (value: unknown) => boolean {
  return (value) => {
    const isNumber = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
    return isNumber && Number(value) >= minimum;
  };
}
