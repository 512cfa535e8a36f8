import autocannon = require("autocannon");

/** What came of the requests of a load. */
export interface LoadResult {
  /** Requests that were answered with 2xx. */
  answered: number;
  /** Requests that were refused, cut, timed out, or answered with anything else. */
  failed: number;
  /** Why, by message, how often. */
  reasons: Record<string, number>;
}

/**
 * Asks a URL at a steady rate while something happens.
 *
 * @param url what is asked
 * @param perSecond requests per second
 * @param work what happens meanwhile
 */
export async function underLoad<Value>(
  url: string,
  perSecond: number,
  work: () => Promise<Value>,
): Promise<{ value: Value; load: LoadResult }> {
  const reasons: Record<string, number> = {};
  const load = autocannon({ url, connections: 8, overallRate: perSecond, duration: 3600, timeout: 10 });
  load.on("reqError", ({ message }) => (reasons[message] = (reasons[message] ?? 0) + 1));
  let value: Value;
  try {
    value = await work();
  } finally {
    load.stop();
  }
  const { errors, non2xx, ...result } = await load;
  if (non2xx > 0) reasons["answered with another status than 2xx"] = non2xx;
  return { value, load: { answered: result["2xx"], failed: errors + non2xx, reasons } };
}
