/** Powers of ten by suffix. */
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
/** Powers of 1024 by suffix. */
const BINARY: Record<string, number> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };

const PATTERN = /^([+-]?)(\d+)?(?:\.(\d*))?(?:([eE])([+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]))?$/;

/** The smallest amount that Kubernetes keeps is a billionth; what is finer is rounded up. */
const SCALE = 9;

/**
 * The canonical form of a Kubernetes quantity, as the API server gives it back: `1000m` is `1`, `2048Mi` is `2Gi`, `0.5` is
 * `500m`. The kind of suffix stays as it was written.
 *
 * @param quantity A quantity; text that is none is returned as it is, for the server to refuse.
 */
export function canonicalQuantity(quantity: string | number): string {
  const text = String(quantity).trim();
  const match = PATTERN.exec(text);
  if (!match || (match[2] === undefined && !match[3])) {
    return text;
  }
  const [, sign, , , exponentMark, , suffix = ""] = match;
  const binary = BINARY[suffix];
  const billionths = billionthsOf(match);
  if (billionths === 0n) {
    return "0";
  }
  const prefix = sign === "-" ? "-" : "";
  // Below one there is no binary form.
  if (binary !== undefined && billionths >= 1024n * 10n ** 9n) {
    return prefix + binaryForm(billionths);
  }
  return prefix + decimalForm(billionths, exponentMark !== undefined);
}

/**
 * The number that a quantity stands for, such as 0.25 for `250m`.
 *
 * @param quantity A quantity as the API server writes it; text that is none gives NaN.
 */
export function quantityValue(quantity: string): number {
  const match = PATTERN.exec(quantity.trim());
  if (!match || (match[2] === undefined && !match[3])) {
    return NaN;
  }
  const billionths = Number(billionthsOf(match));
  return (match[1] === "-" ? -billionths : billionths) / 10 ** SCALE;
}

/** The amount without its sign, in the smallest unit. */
function billionthsOf([, , whole = "0", fraction = "", exponentMark, exponent, suffix = ""]: RegExpExecArray): bigint {
  const binary = BINARY[suffix];
  const power = exponentMark ? Number(exponent) : (DECIMAL[suffix] ?? 0);
  let amount = BigInt(whole + fraction);
  if (binary !== undefined) {
    amount *= 1024n ** BigInt(binary);
  }
  return shift(amount, power + SCALE - fraction.length);
}

/** Multiplies by a power of ten, rounding up what falls below one. */
function shift(amount: bigint, power: number): bigint {
  if (power >= 0) {
    return amount * 10n ** BigInt(power);
  }
  const divisor = 10n ** BigInt(-power);
  return (amount + divisor - 1n) / divisor;
}

function binaryForm(billionths: bigint): string {
  let amount = billionths;
  const one = 10n ** 9n;
  let level = "";
  for (const suffix of Object.keys(BINARY)) {
    if (amount % (1024n * one) !== 0n) {
      break;
    }
    amount /= 1024n;
    level = suffix;
  }
  return amount % one === 0n ? `${amount / one}${level}` : decimalForm(billionths, false);
}

function decimalForm(billionths: bigint, exponent: boolean): string {
  let amount = billionths;
  let power = -SCALE;
  while (amount % 1000n === 0n && power < 18) {
    amount /= 1000n;
    power += 3;
  }
  if (exponent) {
    return power === 0 ? `${amount}` : `${amount}e${power}`;
  }
  const suffix = Object.keys(DECIMAL).find((key) => DECIMAL[key] === power);
  return `${amount}${suffix ?? ""}`;
}
