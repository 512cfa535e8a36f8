import { setTimeout as delay } from "node:timers/promises";
import { longerTimeouts, timeoutFactor } from "../timeouts";
import { ClusterError, messageOf } from "./errors";

/** How long and how often to look. */
export interface WaitOptions {
  /** Milliseconds until it counts as failed, on a machine of usual speed. */
  limit: number;
  /** Milliseconds between two looks; default 100. */
  interval?: number;
  /** What to do when it failed; default: look at the cluster's logs. */
  remedy?: string;
  /** Lines that help to understand a failure; called only then. */
  detail?: () => string;
}

/**
 * Waits until a condition holds.
 *
 * @param what what is waited for, as in "timed out waiting for ..."
 * @param condition true when it holds, else the reason why not yet; an error it throws counts as such a reason, except a
 *   ClusterError, which ends the wait at once
 * @throws ClusterError when the limit passes, with the last reason
 */
export async function waitUntil(
  what: string,
  options: WaitOptions,
  condition: () => true | string | Promise<true | string>,
): Promise<void> {
  const started = Date.now();
  const limit = options.limit * timeoutFactor();
  for (;;) {
    let reason: true | string;
    try {
      reason = await condition();
    } catch (error) {
      if (error instanceof ClusterError) throw error;
      reason = messageOf(error);
    }
    if (reason === true) return;
    if (Date.now() - started > limit) {
      throw new ClusterError(
        `timed out after ${Math.round(limit / 1000)} s waiting for ${what} (last seen: ${reason})`,
        options.remedy ??
          `look at \`npm run cluster -- logs <component>\`, then run \`npm run cluster -- start\` again; ${longerTimeouts()}`,
        options.detail?.(),
      );
    }
    await delay(options.interval ?? 100);
  }
}
