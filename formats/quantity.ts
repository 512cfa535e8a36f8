/**
 * Kubernetes quantities: `250m`, `1.5Gi`, `1e3`. One reader for all that has to compare them or to calculate with them.
 *
 * What the API server makes of a quantity is what `k8s.io/apimachinery/pkg/api/resource` does, with its two ways of keeping one: a
 * number of up to 18 digits stays as it was written where its exponent is a multiple of three already; any other is brought to the
 * form with the largest suffix that leaves a whole number.
 */

/** Powers of ten by suffix. */
const DECIMAL = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
/** Powers of two by suffix. */
const BINARY = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

const PATTERN = /^[+-]?(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/;
const EXPONENT = /^[eE]([+-]?\d+)$/;

/** The smallest amount that is kept is a billionth. */
const NANO = -9;
const MILLI = -3;
/** Decimal digits that are kept as they are. */
const DIGITS = 18;
/** The largest exponent that the server reads as it is written. */
const MAX_EXPONENT = 2 ** 31 - 1;
/** The largest amount with a binary suffix. */
const MAX_BINARY = 2n ** 63n - 1n;

interface Quantity {
  /** The amount is this times ten to the power of `exponent`. */
  amount: bigint;
  exponent: number;
  format: "decimal" | "binary" | "exponent";
  /** The form in which it was written, where the server keeps that. */
  written?: string;
  /** The server has counted it in a machine word, which it rounds only where that changes it. */
  short: boolean;
}

/** What a suffix says; undefined for what is none. */
function readSuffix(suffix: string): Pick<Quantity, "exponent" | "format"> | undefined {
  const decimal = DECIMAL.get(suffix);
  if (decimal !== undefined) {
    return { exponent: decimal, format: "decimal" };
  }
  const binary = BINARY.get(suffix);
  if (binary !== undefined) {
    return { exponent: binary, format: "binary" };
  }
  const exponent = Number(EXPONENT.exec(suffix)?.[1] ?? NaN);
  return Math.abs(exponent) <= MAX_EXPONENT ? { exponent, format: "exponent" } : undefined;
}

/** Divides by a power of ten; what does not go into it is rounded away from zero. */
function roundedTo({ amount, exponent, ...rest }: Quantity, smallest: number): Quantity {
  if (exponent >= smallest) {
    return { amount, exponent, ...rest };
  }
  const digits = smallest - exponent;
  // Of an amount far below the smallest one nothing is left but that it is not zero.
  const divisor = 10n ** BigInt(Math.min(digits, amount.toString().length + 1));
  const whole = amount / divisor;
  const rounded = amount % divisor === 0n ? whole : whole + (amount < 0n ? -1n : 1n);
  return { ...rest, amount: rounded, exponent: smallest };
}

function parse(text: string): Quantity | undefined {
  const match = PATTERN.exec(text);
  const suffix = match && readSuffix(match[3]!);
  if (!match || !suffix || text === "") {
    return undefined;
  }
  const { format } = suffix;
  const whole = match[1]!.replace(/^0+/, "") || "0";
  const fraction = match[2] ?? "";
  const digits = whole + fraction;
  const sign = text.startsWith("-") ? -1n : 1n;
  const amount = sign * BigInt(digits);
  if (format === "binary") {
    return parseBinary(text, { whole, fraction, amount }, suffix.exponent);
  }
  const exponent = suffix.exponent - fraction.length;
  if (digits.length > DIGITS || exponent < NANO) {
    return roundedTo({ amount, exponent, format, short: false }, NANO);
  }
  const written = exponent % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0") ? text : undefined;
  return { amount, exponent, format, written, short: true };
}

function parseBinary(
  text: string,
  { whole, fraction, amount }: { whole: string; fraction: string; amount: bigint },
  power: number,
): Quantity {
  // A power of 1024 has about three decimal digits.
  if (fraction === "" && whole.length + (power / 10) * 3 < 15) {
    const written = amount % 8n !== 0n ? text : undefined;
    return { amount: amount << BigInt(power), exponent: 0, format: "binary", written, short: true };
  }
  const exact = {
    amount: amount << BigInt(power),
    exponent: -fraction.length,
    format: "binary",
    short: false,
  } as const;
  const quantity = roundedTo(exact, NANO);
  const limit = MAX_BINARY * 10n ** BigInt(-quantity.exponent);
  if (magnitude(quantity.amount) > limit) {
    return { ...quantity, amount: amount < 0n ? -MAX_BINARY : MAX_BINARY, exponent: 0 };
  }
  return quantity;
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/**
 * The canonical form of a Kubernetes quantity, as the API server gives it back: `1000m` is `1`, `2048Mi` is `2Gi`, `0.5` is
 * `500m`. The kind of suffix stays as it was written.
 *
 * @param quantity A quantity; a string that is none is returned as it is, for the server to refuse.
 * @param smallest What finer amounts are rounded up to: `nano`, as in any field that is a quantity, or `milli`, as in lists of
 *   resources, such as requests and limits. @default "nano"
 */
export function canonicalQuantity(quantity: string | number, smallest: "nano" | "milli" = "nano"): string {
  const text = String(quantity).trim();
  const parsed = parse(text);
  return parsed === undefined ? text : format(smallest === "milli" ? inThousandths(parsed) : parsed);
}

function inThousandths(quantity: Quantity): Quantity {
  return quantity.short && quantity.exponent >= MILLI
    ? quantity
    : { ...roundedTo(quantity, MILLI), written: undefined };
}

/**
 * The number that a quantity stands for, such as 0.25 for `250m`.
 *
 * @param quantity A quantity, in any of the forms that the API server accepts.
 * @returns NaN for a string that is none, or that has no digit: the server takes `Gi` for zero, but nobody means that.
 */
export function quantityValue(quantity: string): number {
  const parsed = /\d/.test(quantity) ? parse(quantity) : undefined;
  return parsed === undefined ? NaN : Number(`${parsed.amount}e${parsed.exponent}`);
}

function format(quantity: Quantity): string {
  if (quantity.written !== undefined) {
    return quantity.written;
  }
  if (quantity.amount === 0n) {
    return "0";
  }
  return (quantity.format === "binary" && binaryForm(quantity)) || decimalForm(quantity);
}

/** Undefined for what has none: less than 1024, or no whole number. */
function binaryForm({ amount, exponent }: Quantity): string | undefined {
  const unit = 10n ** BigInt(-exponent);
  let rest = amount / unit;
  if (amount % unit !== 0n || magnitude(rest) < 1024n) {
    return undefined;
  }
  let power = 0;
  while (rest % 1024n === 0n) {
    rest /= 1024n;
    power += 10;
  }
  return `${rest}${suffixOf(BINARY, power)}`;
}

function decimalForm({ amount, exponent, format }: Quantity): string {
  let [rest, power] = [amount, exponent];
  while (rest % 10n === 0n) {
    rest /= 10n;
    power += 1;
  }
  while (power % 3 !== 0) {
    rest *= 10n;
    power -= 1;
  }
  if (format === "exponent") {
    return power === 0 ? `${rest}` : `${rest}e${power}`;
  }
  return `${rest}${suffixOf(DECIMAL, power)}`;
}

/** The suffix of a power; where there is none the server writes none, and so changes the amount. */
function suffixOf(suffixes: Map<string, number>, power: number): string {
  return [...suffixes].find(([, value]) => value === power)?.[0] ?? "";
}
