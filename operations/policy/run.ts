import execa from "execa";
import * as path from "node:path";
import { configurationFile } from "../../policy/generate";
import { withoutSecretValues } from "../../policy/lib/secrets";
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
      `The preview of the stack ${stack} failed:\n${reasonOf(outcome, result.stderr)}\n` +
        `Run pulumi preview --stack ${stack} to see all of it, correct the cause, and run this again.`,
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
    throw new Error(
      `The state of the stack ${stack} could not be judged:\n${reasonOf(outcome, result.stderr)}\n` +
        `Correct the cause, and run this again; pulumi stack --stack ${stack} says whether anything is deployed.`,
    );
  }
  return outcome;
}

/** Why a command failed: its errors, and of what it wrote beside them only those, for the rest may hold anything that was logged. */
function reasonOf({ errors }: Outcome, stderr: string): string {
  if (errors.length > 0) return errors.join("\n");
  const [, said] = /^error: ([\s\S]*)/m.exec(stderr) ?? [];
  return said === undefined ? "it did not say why" : withoutSecretValues(said.trim());
}

/** Whether anything of a stack is deployed. */
export async function isDeployed(stack: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const { stdout } = await execa("pulumi", ["stack", "ls", "--json"], { cwd: repositoryRoot, env: environment });
  const stacks = JSON.parse(stdout) as { name: string; resourceCount?: number }[];
  return stacks.some(({ name, resourceCount = 0 }) => name === stack && resourceCount > 0);
}
