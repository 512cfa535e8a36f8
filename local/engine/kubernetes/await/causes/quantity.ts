const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number that a Kubernetes quantity stands for, such as 0.25 for `250m`.
 *
 * @param text the quantity as the API server writes it.
 * @returns the number in base units, or NaN for a text that is no quantity.
 */
export function parseQuantity(text: string): number {
  const parts = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)$/.exec(text);
  const factor = FACTORS[parts?.[2] ?? "?"];
  return parts && factor !== undefined ? Number(parts[1]) * factor : NaN;
}
