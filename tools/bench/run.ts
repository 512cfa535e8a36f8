import { colorsFor } from "../../operations/colors";
import { prepareTarget, type PreparedTarget } from "../../operations/prepare";
import { renderTable } from "../../operations/table";
import type { Benchmark, BenchmarkContext, Figure } from "./benchmark";
import { machineFacts, type MachineFacts } from "./machine";
import { summarize, type Summary } from "./statistics";

/** What one benchmark came to. */
export interface BenchmarkResult {
  benchmark: string;
  figures: (Figure & Summary & { within?: boolean })[];
  /** Why it has no figures. */
  error?: string;
}

/** What a run of benchmarks came to. */
export interface BenchmarkReport {
  machine: MachineFacts;
  results: BenchmarkResult[];
}

const colorize = colorsFor(process.stderr);

/**
 * Runs benchmarks one after the other. One that fails does not keep the others from running; whatever they set up is removed,
 * also when the run is interrupted.
 *
 * @param runs how often each measurement of seconds is made
 */
export async function runBenchmarks(benchmarks: readonly Benchmark[], runs: number): Promise<BenchmarkReport> {
  const machine = await machineFacts();
  const results: BenchmarkResult[] = [];
  let prepared: Promise<PreparedTarget> | undefined;
  const target = () => (prepared ??= prepareTarget("dev"));
  let interrupted = false;
  const interrupt = () => {
    if (!interrupted) process.stderr.write("Interrupted: cleaning up ...\n");
    interrupted = true;
  };
  // The commands that are measured get the signal of the terminal too and fail by it.
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  for (const benchmark of benchmarks) {
    if (interrupted) break;
    results.push(await runOne(benchmark, runs, target));
  }
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  return { machine, results };
}

async function runOne(
  benchmark: Benchmark,
  runs: number,
  target: BenchmarkContext["target"],
): Promise<BenchmarkResult> {
  const report = (message: string) => void process.stderr.write(`${benchmark.name}: ${message}\n`);
  const cleanUps: { title: string; work: () => Promise<void> }[] = [];
  const cleanUp: BenchmarkContext["cleanUp"] = (title, work) => void cleanUps.unshift({ title, work });
  try {
    const figures = await benchmark.run({ runs, report, target, cleanUp });
    return { benchmark: benchmark.name, figures: figures.map(withSummary) };
  } catch (error) {
    const message = messageOf(error);
    report(colorize("red", message));
    return { benchmark: benchmark.name, figures: [], error: message };
  } finally {
    for (const { title, work } of cleanUps) {
      report(`cleaning up: ${title}`);
      await work().catch((error: unknown) => report(colorize("red", `${title} failed: ${messageOf(error)}`)));
    }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function withSummary(figure: Figure): BenchmarkResult["figures"][number] {
  const summary = summarize(figure.samples);
  const judged = summary[figure.limitOf ?? "median"];
  return { ...figure, ...summary, within: figure.limit === undefined ? undefined : judged <= figure.limit };
}

/** The report as people read it. */
export function renderReport({ machine, results }: BenchmarkReport): string {
  const rows = results.flatMap(({ benchmark, figures, error }) =>
    error === undefined
      ? figures.map((figure) => [
          benchmark,
          figure.what,
          show(figure.median, figure.unit),
          figure.runs > 1 ? show(figure.p95, figure.unit) : "",
          figure.runs > 1 ? `${show(figure.lowest, figure.unit)} .. ${show(figure.highest, figure.unit)}` : "",
          figure.cpu ? show(summarize(figure.cpu).median, "s") : "",
          figure.limit === undefined ? "" : show(figure.limit, figure.unit),
          figure.within === undefined ? "" : figure.within ? "within" : "over",
        ])
      : [[benchmark, `failed: ${error.split("\n")[0] ?? ""}`]],
  );
  return [
    renderTable(["BENCHMARK", "WHAT", "MEDIAN", "P95", "RANGE", "CPU", "LIMIT", ""], rows),
    "",
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, load ${machine.load} before; ` +
      `Node.js ${machine.node}, Pulumi ${machine.pulumi}, Kubernetes ${machine.kubernetes}; ${machine.commit}, ${machine.at}`,
    "",
  ].join("\n");
}

function show(value: number, unit: Figure["unit"]): string {
  if (unit === "") return String(Math.round(value));
  if (unit === "ms" || unit === "MiB") return `${Math.round(value)} ${unit}`;
  return `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}
