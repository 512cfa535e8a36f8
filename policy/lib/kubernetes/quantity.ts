import { quantityValue } from "../../../formats/quantity";

/**
 * A Kubernetes quantity as a number: `250m` is 0.25, `1Gi` is 1,073,741,824.
 *
 * @returns undefined for what is not a quantity.
 */
export function quantity(value: unknown): number | undefined {
  const number = typeof value === "string" ? quantityValue(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
