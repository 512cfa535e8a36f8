/** Typed durations: a whole number and one unit, "30s", "5m", "1h". One strict parser for the whole program. */

const DURATION = /^(0|[1-9]\d*)(s|m|h)$/;
const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** A duration that is not written in the form this program accepts. */
export class DurationError extends Error {
  override readonly name = "DurationError";
}

/**
 * Seconds of a duration.
 *
 * @param text a whole number and s, m or h: "30s", "5m".
 * @throws DurationError when the text is anything else.
 */
export function seconds(text: string): number {
  const match = DURATION.exec(text);
  const value = match ? Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS] : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new DurationError(`"${text}" is not a duration: write a whole number and s, m or h, such as 30s or 5m`);
  }
  return value;
}

/** How long a replica that is to stop goes on answering: until every node has learnt that it is no longer an endpoint. */
export const ENDPOINT_REMOVAL_SECONDS = 5;

/** What is left after draining for the process to end, before it is killed. */
const EXIT_MARGIN_SECONDS = 5;

/** What a new replica needs beside its own start: a place on a node, its image, and the first answer to the readiness probe. */
const ARRIVAL_SECONDS = 30;

/** How long a release may make no progress where nothing asks for more. */
const USUAL_PROGRESS_SECONDS = 120;

/** What decides how long a release takes, in seconds. */
export interface ReleaseTimes {
  /** How long a replica may take to start. */
  readonly startupTimeout: number;
  /** How long requests in flight may take to finish. */
  readonly drainTimeout: number;
  /** recreate: the old replica ends before the new one starts. */
  readonly strategy: "rolling" | "recreate";
}

/** Seconds that a replica gets to end. */
export function gracePeriod(drainTimeout: number): number {
  return ENDPOINT_REMOVAL_SECONDS + drainTimeout + EXIT_MARGIN_SECONDS;
}

/** Seconds that a release which is right may make no progress: a shorter deadline would fail it. */
export function leastProgressDeadline({ startupTimeout, drainTimeout, strategy }: ReleaseTimes): number {
  return startupTimeout + ARRIVAL_SECONDS + (strategy === "recreate" ? gracePeriod(drainTimeout) : 0);
}

/** Seconds that a release may make no progress before it has failed, where the service says nothing itself. */
export function usualProgressDeadline(times: ReleaseTimes): number {
  return Math.max(USUAL_PROGRESS_SECONDS, leastProgressDeadline(times));
}
