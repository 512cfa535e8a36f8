import { setTimeout as sleep } from "node:timers/promises";

/**
 * Tries until it works.
 *
 * @param what what is waited for, for the error
 * @param attempt throws as long as it is not so
 * @param timeout milliseconds
 * @returns What the attempt that worked returned.
 * @throws Error with the last failure.
 */
export async function eventually<Value>(what: string, attempt: () => Promise<Value>, timeout = 60_000): Promise<Value> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`not within ${timeout / 1000} s: ${what}`, { cause: error });
      await sleep(200);
    }
  }
}
