/** Percentages as a stack file has them: always with their sign, so that 0.7 and 70 are not two ways to say one thing. */

const PERCENTAGE = /^[1-9]\d{0,5}%$/;

/** A percentage that is not written in the form this program accepts. */
export class PercentageError extends Error {
  override readonly name = "PercentageError";
}

/**
 * The number of a percentage: "70%" gives 70.
 *
 * @param text a whole number above 0 and the sign.
 * @throws PercentageError when the text is anything else.
 */
export function percent(text: string): number {
  if (!PERCENTAGE.test(text)) {
    throw new PercentageError(`"${text}" is not a percentage: write a whole number above 0 and %, such as 70%`);
  }
  return Number(text.slice(0, -1));
}
