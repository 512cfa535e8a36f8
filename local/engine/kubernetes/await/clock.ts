/** The time as waits see it. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls back once after some milliseconds. Returns what cancels that. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's time. It does not jump when someone sets the date. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
