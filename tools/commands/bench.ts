import * as fs from "node:fs";
import { benchmarks, selectBenchmarks } from "../bench";
import { renderReport, runBenchmarks } from "../bench/run";
import { renderTable } from "../../operations/table";

/** What `bench` accepts. */
export interface BenchOptions {
  /** Only says which benchmarks there are. */
  list: boolean;
  /** File for the report as JSON. */
  json?: string;
  /** How often each measurement of seconds is made. */
  runs: number;
}

/**
 * Runs benchmarks and shows what they came to. A figure over its limit is shown as such and is not a failure: figures depend on the
 * machine. A benchmark that could not be run is one.
 */
export async function bench(names: string[], options: BenchOptions): Promise<void> {
  const selected = selectBenchmarks(names);
  if (options.list) {
    const rows = benchmarks.map(({ name, description, onlyByName }) => [
      name,
      onlyByName ? "by name" : "",
      description,
    ]);
    process.stdout.write(`${renderTable(["BENCHMARK", "", "WHAT"], rows)}\n`);
    return;
  }
  const report = await runBenchmarks(selected, options.runs);
  if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  process.stdout.write(`\n${renderReport(report)}`);
  const failed = report.results.filter(({ error }) => error !== undefined).map(({ benchmark }) => benchmark);
  if (failed.length > 0) throw new Error(`These benchmarks could not be run to their end: ${failed.join(", ")}.`);
}
