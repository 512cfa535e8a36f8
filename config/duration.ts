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
