import { Undecided } from "./node";

/**
 * Tells whether something holds for one of the items at least. One that holds is enough, whatever is not known of the others.
 *
 * @throws Undecided when it holds for none that is known.
 */
export function any<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
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
