/**
 * What a number or a percentage means of a total, as budgets and surges count: parts of one count as one.
 *
 * @returns undefined for what is neither.
 */
export function share(value: unknown, total: number): number | undefined {
  if (typeof value === "number") return value;
  const [, percent] = (typeof value === "string" && /^(\d+)%$/.exec(value)) || [];
  return percent === undefined ? undefined : Math.ceil((total * Number(percent)) / 100);
}
