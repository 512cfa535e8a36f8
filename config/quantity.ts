import { canonicalQuantity, quantityValue } from "../formats/quantity";

/**
 * Typed quantities of memory and CPU: what the program accepts is stricter than what Kubernetes does.
 *
 * The API server rewrites quantities ("2048Mi" becomes "2Gi", "1000m" becomes "1"). A program that sends them in another
 * form sees a difference in every run, so everything that leaves this program goes through {@link memory} or {@link cpu}.
 */

/** Pebibytes and thousands of cores are what the API server makes of larger numbers of the unit below. */
const MEMORY = /^(?:0|[1-9]\d*)(?:Ki|Mi|Gi|Ti|Pi)$/;
const CPU = /^(?:0|[1-9]\d*)(?:m|k|\.\d{1,3})?$/;
/** A million cores, for which the API server has another suffix. */
const MAX_MILLICORES = 1e9;

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
  const bytes = MEMORY.test(text) ? quantityValue(text) : Number.NaN;
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
  if (!CPU.test(text)) {
    throw new QuantityError(
      `"${text}" is not a CPU quantity: write millicores such as 250m, or cores such as 1 or 0.5`,
    );
  }
  const millicores = Math.round(quantityValue(text) * 1000);
  if (millicores >= MAX_MILLICORES) throw new QuantityError(`"${text}" is more CPU than can be counted`);
  return millicores;
}

/** The memory quantity in the form the API server keeps: the largest binary unit that leaves a whole number. */
export function formatMemory(bytes: number): string {
  if (bytes % 1024 !== 0) throw new QuantityError(`${bytes} bytes are not a whole number of Ki`);
  return canonicalQuantity(`${bytes / 1024}Ki`);
}

/** The CPU quantity in the form the API server keeps: cores when whole, thousands of cores when those are, else millicores. */
export function formatCpu(millicores: number): string {
  return canonicalQuantity(`${millicores}m`);
}

/** The memory quantity, checked and in normal form: "2048Mi" gives "2Gi". Errors as {@link memoryBytes}. */
export function memory(text: string): string {
  return formatMemory(memoryBytes(text));
}

/** The CPU quantity, checked and in normal form: "1000m" gives "1". Errors as {@link cpuMillicores}. */
export function cpu(text: string): string {
  return formatCpu(cpuMillicores(text));
}
