import { setTimeout as sleep } from "node:timers/promises";

/**
 * Tries until it works.
 *
 * @param what what is waited for, for the error
 * @param attempt throws as long as it is not so
 * @param options timeout: milliseconds (default 60 s); every: milliseconds between two tries (default 200)
 * @returns What the attempt that worked returned.
 * @throws Error with the last failure.
 */
export async function eventually<Value>(
  what: string,
  attempt: () => Promise<Value>,
  { timeout = 60_000, every = 200 }: { timeout?: number; every?: number } = {},
): Promise<Value> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`not within ${timeout / 1000} s: ${what}`, { cause: error });
      await sleep(every);
    }
  }
}
