/**
 * How many random cases are compared with an oracle, and from which seed. The environment variables ORACLE_CASES and ORACLE_SEED change
 * both, for a longer run by hand.
 */
export function oracleCases(cases: number, seed: number): { cases: number; seed: number } {
  return { cases: Number(process.env.ORACLE_CASES ?? cases), seed: Number(process.env.ORACLE_SEED ?? seed) };
}
