import execa from "execa";
import * as fs from "node:fs";
import type { Report } from "../../embedded/report";
import { ensureLinters } from "./linters";

/** What the linters said of the pipelines. */
export interface PipelineReport {
  /** The linters that were run; none where this machine cannot have them. */
  readonly linters: readonly string[];
  /** What they found, in their own words. */
  readonly findings: readonly string[];
}

/**
 * Judges the pipelines and shell scripts below a folder: actionlint (with shellcheck for what they run), zizmor for their security, and
 * shellcheck for the scripts.
 *
 * @param root the source tree
 * @throws Error when a linter cannot be had or does not run
 */
export async function lintPipelines(root: string, report: Report): Promise<PipelineReport> {
  const linters = await ensureLinters(report);
  if (!linters) return { linters: [], findings: [] };
  const workflows = fs.globSync("ci/github/*.yml", { cwd: root });
  const scripts = fs.globSync(["ci/**/*.sh", ".ci/*"], { cwd: root });
  const runs: readonly [name: keyof typeof linters, args: readonly string[]][] = [
    ["actionlint", ["-no-color", "-shellcheck", linters.shellcheck, "-pyflakes", "", ...workflows]],
    // Without the network it judges everything but whether a commit is of the repository that it is said to be of.
    ["zizmor", ["--offline", "--quiet", "--no-progress", "--color", "never", ...workflows]],
    ["shellcheck", ["--color=never", ...scripts]],
  ];
  const findings = await Promise.all(
    runs.map(async ([name, args]) => {
      const { exitCode, all } = await execa(linters[name], args, { cwd: root, reject: false, all: true });
      return exitCode === 0 ? [] : [`${name}:\n${all?.trim() ?? `it ended with ${exitCode}`}`];
    }),
  );
  return { linters: runs.map(([name]) => name), findings: findings.flat() };
}
