import execa from "execa";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { RehearsalPlan, RehearsalRequest } from "../../rendering/plan";
import { repositoryRoot } from "../../embedded/paths";
import { renderTable } from "../table";
import { existingStackFile } from "../stack-cluster";

export type { RehearsalPlan } from "../../rendering/plan";

/**
 * Plans the rehearsal of a stack, and proves that it is what the stack's own target would get but for the declared differences. Writes
 * nothing and reaches nothing.
 *
 * @param stack the stack that is rehearsed
 * @param factor share of its requests and limits; undefined takes the largest that fits into half of this machine
 * @throws Error with what is wrong in the stack's file, or with what would differ beyond the declared differences
 */
export async function planRehearsal(stack: string, factor: number | undefined): Promise<RehearsalPlan> {
  const file = existingStackFile(stack);
  const request: RehearsalRequest = {
    stack,
    file: { path: path.basename(file), text: fs.readFileSync(file, "utf8") },
    factor,
    machine: { cpu: os.availableParallelism() * 1000, memory: os.totalmem() },
  };
  // In a process of its own: it renders with mocks in place of the engine, and nothing of this environment may show in what it renders.
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ["--import", "tsx", path.join(repositoryRoot, "rendering/rehearse.ts")],
    { cwd: repositoryRoot, env: {}, extendEnv: false, input: JSON.stringify(request), reject: false },
  );
  if (exitCode !== 0) throw new Error(stderr.trim() || `the rehearsal of ${stack} could not be planned`);
  return JSON.parse(stdout) as RehearsalPlan;
}

/** The declared differences for people. */
export function differencesInWords(stack: string, { differences }: RehearsalPlan): string {
  const shown = (value: unknown) =>
    value === undefined ? "-" : typeof value === "string" ? value : JSON.stringify(value);
  const rows = differences.map(({ kind, key, target, rehearsal }) => [kind, key, shown(target), shown(rehearsal)]);
  return [
    `Declared differences from what the target of ${stack} gets, the only ones (both were rendered and compared):`,
    renderTable(["DIFFERENCE", "KEY", "TARGET", "REHEARSAL"], rows),
    "",
  ].join("\n");
}
