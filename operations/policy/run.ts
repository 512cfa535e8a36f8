import execa from "execa";
import * as path from "node:path";
import { configurationFile } from "../../policy/generate";
import { repositoryRoot } from "../../embedded/paths";
import { readEvents, type Outcome } from "./events";
import type { PreviewTarget } from "./preview-target";

/** The pack with all rules, and a stack's configuration of it, as options of `pulumi`. */
export function packOptions(stack: string): string[] {
  return [
    "--policy-pack",
    path.join(repositoryRoot, "policy"),
    "--policy-pack-config",
    path.join(repositoryRoot, configurationFile(stack)),
  ];
}

/**
 * Judges what the program would make of a stack: a preview with all rules.
 *
 * @param stack whose program, configuration and rules
 * @throws Error when the preview itself fails, with what it said
 */
export async function judgePreview(stack: string, { environment, configFile }: PreviewTarget): Promise<Outcome> {
  const file = configFile === undefined ? [] : ["--config-file", configFile];
  const options = ["--json", "--non-interactive", "--stack", stack, ...file, ...packOptions(stack)];
  const result = await execa("pulumi", ["preview", ...options], {
    cwd: repositoryRoot,
    env: { ...environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    reject: false,
  });
  const outcome = readEvents(result.stdout);
  // A violation fails the preview too; everything else that does means that nothing was judged.
  if (result.exitCode !== 0 && !outcome.violations.some((one) => one.level === "mandatory")) {
    throw new Error(
      `the preview of the stack ${stack} failed:\n${[...outcome.errors, result.stderr].join("\n").trim()}`,
    );
  }
  return outcome;
}

/**
 * Judges what a stack is now: its state, where every value is known.
 *
 * @throws Error when the state cannot be judged, with what `pulumi` said
 */
export async function judgeState(stack: string, environment: NodeJS.ProcessEnv): Promise<Outcome> {
  const result = await execa("pulumi", ["policy", "analyze", "--json", "--stack", stack, ...packOptions(stack)], {
    cwd: repositoryRoot,
    env: environment,
    reject: false,
  });
  const outcome = readEvents(result.stdout);
  if (result.exitCode !== 0 && !outcome.violations.some((one) => one.level === "mandatory")) {
    throw new Error(`the state of the stack ${stack} could not be judged:\n${result.stderr.trim()}`);
  }
  return outcome;
}

/** Whether anything of a stack is deployed. */
export async function isDeployed(stack: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const { stdout } = await execa("pulumi", ["stack", "ls", "--json"], { cwd: repositoryRoot, env: environment });
  const stacks = JSON.parse(stdout) as { name: string; resourceCount?: number }[];
  return stacks.some(({ name, resourceCount = 0 }) => name === stack && resourceCount > 0);
}
