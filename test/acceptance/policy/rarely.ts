import fc from "fast-check";

/** What a field usually is, and what it is once in so many cases. */
export function seldom<T>(odds: number, usual: readonly T[], unusual: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: odds, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...unusual) },
  );
}
