import { Undecided } from "./node";

/**
 * Tells whether something holds for one of several items. Items that cannot be judged yet matter only where it holds for no other.
 *
 * @throws Undecided when it holds for none of those that can be judged, and others cannot.
 */
export function some<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  let undecided: Undecided | undefined;
  for (const item of items) {
    try {
      if (holds(item)) return true;
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      undecided ??= error;
    }
  }
  if (undecided) throw undecided;
  return false;
}
