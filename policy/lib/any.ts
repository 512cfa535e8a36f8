import { Undecided } from "./node";

/**
 * Whether something holds for one of the items at least. One that holds is enough, whatever is not known of the others, and then
 * nothing of them is noted.
 *
 * @throws Undecided when it holds for none that is known.
 */
export function any<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  const undecided: Undecided[] = [];
  const takeBack = () => undecided.forEach((one) => one.takeBack());
  for (const item of items) {
    try {
      if (!holds(item)) continue;
      takeBack();
      return true;
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      undecided.push(error);
    }
  }
  const [first] = undecided;
  if (first) throw new Undecided(first.path, takeBack);
  return false;
}
