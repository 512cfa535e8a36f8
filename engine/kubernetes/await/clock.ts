/** The time as waits see it. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls back once after some milliseconds, or earlier where no timer lasts that long. Returns what cancels that. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The longest time that a timer of Node.js can be set to; a longer one would go off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's time. It does not jump when someone sets the date. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
};
