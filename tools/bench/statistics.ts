/** What several runs of one measurement come to. */
export interface Summary {
  median: number;
  /** The 95th percentile: the lowest sample that at most one in twenty is above. */
  p95: number;
  lowest: number;
  highest: number;
  runs: number;
}

/** @throws Error without a sample */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [lower, upper] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (lower === undefined || upper === undefined) throw new Error("there is no sample to summarize");
  return {
    median: (lower + upper) / 2,
    p95: sorted[Math.ceil(sorted.length * 0.95) - 1] as number,
    lowest: sorted[0] as number,
    highest: sorted.at(-1) as number,
    runs: sorted.length,
  };
}
