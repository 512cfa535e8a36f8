import type { Report } from "../../embedded/report";
import type { PreparedTarget } from "../../operations/prepare";

/** What a benchmark found out about one thing. */
export interface Figure {
  /** What was measured, in the words of the table. */
  what: string;
  /** `s`: seconds, `ms`: milliseconds, `x`: a ratio of two measurements of one run, `MiB`: memory, ``: a count. */
  unit: "s" | "ms" | "x" | "MiB" | "";
  /** One value a run. */
  samples: number[];
  /** Processor seconds of the same runs, where they were measured. */
  cpu?: number[];
  /** The highest value that is good enough. */
  limit?: number;
  /** Of what the limit is. @default median */
  limitOf?: "median" | "p95";
}

/** What every benchmark gets. */
export interface BenchmarkContext {
  /** How often to measure what takes seconds. */
  runs: number;
  report: Report;
  /** Brings the target of stack `dev` up, once for all benchmarks, and says how to reach it. */
  target: () => Promise<PreparedTarget>;
  /** Work that has to be done at the end, however it ends; the newest first. */
  cleanUp: (title: string, work: () => Promise<void>) => void;
}

/** One benchmark. */
export interface Benchmark {
  name: string;
  description: string;
  /** Only when it is asked for by name: it disturbs others on the machine, or takes very long. */
  onlyByName?: boolean;
  run: (context: BenchmarkContext) => Promise<Figure[]>;
}
