/**
 * Typed quantities of memory and CPU: one strict parser and one normaliser for the whole program.
 *
 * The API server rewrites quantities ("2048Mi" becomes "2Gi", "1000m" becomes "1"). A program that sends them in another
 * form sees a difference in every run, so everything that leaves this program goes through {@link memory} or {@link cpu}.
 */

const MEMORY = /^(0|[1-9]\d*)(Ki|Mi|Gi|Ti)$/;
const MILLICORES = /^(0|[1-9]\d*)m$/;
const CORES = /^(0|[1-9]\d*)(?:\.(\d{1,3}))?$/;

const BINARY_UNITS = ["Ki", "Mi", "Gi", "Ti"] as const;

/** A quantity that is not written in a form this program accepts. */
export class QuantityError extends Error {
  override readonly name = "QuantityError";
}

/**
 * Bytes of a memory quantity.
 *
 * @param text a whole number and a binary unit: Ki, Mi, Gi or Ti ("512Mi"). Decimal units ("512M", "512MB") are refused,
 *   because nine times out of ten they are a slip for the binary one.
 * @throws QuantityError when the text is anything else.
 */
export function memoryBytes(text: string): number {
  const match = MEMORY.exec(text);
  const bytes = match ? Number(match[1]) * 1024 ** (BINARY_UNITS.indexOf(match[2] as "Ki") + 1) : Number.NaN;
  if (!Number.isSafeInteger(bytes)) {
    throw new QuantityError(
      `"${text}" is not a memory quantity: write a whole number and Ki, Mi, Gi or Ti, such as 512Mi`,
    );
  }
  return bytes;
}

/**
 * Thousandths of a core of a CPU quantity.
 *
 * @param text millicores ("250m") or cores with up to three decimals ("1", "0.5").
 * @throws QuantityError when the text is anything else.
 */
export function cpuMillicores(text: string): number {
  const millicores = MILLICORES.exec(text);
  if (millicores) return wholeMillicores(text, Number(millicores[1]));
  const cores = CORES.exec(text);
  if (cores) return wholeMillicores(text, Number(cores[1]) * 1000 + Number((cores[2] ?? "").padEnd(3, "0")));
  throw new QuantityError(`"${text}" is not a CPU quantity: write millicores such as 250m, or cores such as 1 or 0.5`);
}

function wholeMillicores(text: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new QuantityError(`"${text}" is more CPU than can be counted`);
  return value;
}

/** The memory quantity in the form the API server keeps: the largest binary unit that leaves a whole number. */
export function formatMemory(bytes: number): string {
  let value = bytes / 1024;
  let unit = 0;
  if (!Number.isInteger(value)) throw new QuantityError(`${bytes} bytes are not a whole number of Ki`);
  while (value !== 0 && value % 1024 === 0 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return value === 0 ? "0" : `${value}${BINARY_UNITS[unit]}`;
}

/** The CPU quantity in the form the API server keeps: cores when whole, else millicores. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/** The memory quantity, checked and in normal form: "2048Mi" gives "2Gi". Errors as {@link memoryBytes}. */
export function memory(text: string): string {
  return formatMemory(memoryBytes(text));
}

/** The CPU quantity, checked and in normal form: "1000m" gives "1". Errors as {@link cpuMillicores}. */
export function cpu(text: string): string {
  return formatCpu(cpuMillicores(text));
}
