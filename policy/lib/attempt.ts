import { Undecided } from "./node";

/** What a part of a judgement comes to, or the other thing where it needs a value that is not known yet. */
export function attempt<T>(part: () => T, otherwise: () => T): T {
  try {
    return part();
  } catch (error) {
    if (error instanceof Undecided) return otherwise();
    throw error;
  }
}
