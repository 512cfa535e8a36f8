import type { Benchmark } from "./benchmark";
import { clusterStart } from "./benchmarks/cluster-start";
import { firstUp } from "./benchmarks/first-up";
import { gate } from "./benchmarks/gate";
import { kept } from "./benchmarks/kept";
import { many } from "./benchmarks/many";
import { networkPolicies } from "./benchmarks/network-policies";
import { policy } from "./benchmarks/policy";
import { preview } from "./benchmarks/preview";
import { render } from "./benchmarks/render";
import { rolling } from "./benchmarks/rolling";
import { scaling } from "./benchmarks/scaling";
import { upAgain } from "./benchmarks/up-again";
import { upChange } from "./benchmarks/up-change";

/** Every benchmark, the quick ones first. */
export const benchmarks: readonly Benchmark[] = [
  upAgain,
  preview,
  render,
  upChange,
  rolling,
  scaling,
  many,
  policy,
  networkPolicies,
  clusterStart,
  firstUp,
  kept,
  gate,
];

/**
 * The benchmarks that are meant by names; without names, all that disturb nobody.
 *
 * @throws Error for a name that is none
 */
export function selectBenchmarks(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    const known = benchmarks.map(({ name }) => name).join(", ");
    throw new Error(`There is no benchmark ${unknown.join(", ")}. Known: ${known}.`);
  }
  return benchmarks.filter(({ name, onlyByName }) => (names.length === 0 ? !onlyByName : names.includes(name)));
}
