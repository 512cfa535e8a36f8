import type { BenchmarkContext, Figure } from "./benchmark";
import type { Timed } from "./timed";

/** Measures a command as often as the run asks for. */
export async function repeat(
  { runs, report }: BenchmarkContext,
  what: string,
  options: { limit?: number },
  command: (run: number) => Promise<Timed>,
): Promise<Figure> {
  const results: Timed[] = [];
  for (let run = 1; run <= runs; run++) {
    const result = await command(run);
    report(`${what}: ${result.seconds.toFixed(2)} s (run ${run} of ${runs})`);
    results.push(result);
  }
  return { ...figureOf(what, results), ...options };
}

/** The figure of commands that were measured. */
export function figureOf(what: string, results: readonly Timed[]): Figure {
  return {
    what,
    unit: "s",
    samples: results.map(({ seconds }) => seconds),
    cpu: results.map(({ cpu }) => cpu),
  };
}
