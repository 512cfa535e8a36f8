import { text as readAll } from "node:stream/consumers";
import { resolveConfig } from "../config/load";
import type { ResolvedConfig } from "../config/resolve";
import { factorFor } from "../features/rehearsal/capacity";
import { rehearsalStack } from "../features/rehearsal/config";
import { deployPlatform } from "../platform";
import { describeDeviations, deviations } from "./parity";
import type { RehearsalPlan, RehearsalRequest } from "./plan";
import { render } from "./render";
import { rehearsalText, sourceOf } from "./stack-source";

/** What a program is rendered with: replaced where a test needs another program. */
export type Program = (config: ResolvedConfig) => unknown;

/**
 * Plans the rehearsal of a stack and proves its parity: both are rendered without a cluster, and nothing but the declared differences may
 * differ.
 *
 * @throws Error with every fault of the configuration, or with everything that differs and is not declared.
 */
export async function planRehearsal(
  request: RehearsalRequest,
  program: Program = deployPlatform,
): Promise<RehearsalPlan> {
  const { file, machine } = request;
  const own = resolveConfig(sourceOf(request.stack, file));
  const { environment } = own;
  const stack = rehearsalStack(environment);
  const factor = request.factor ?? factorFor(own, machine);
  const text = rehearsalText(file.text, { of: environment, factor, storage: "1Gi" });
  const rehearsed = resolveConfig(sourceOf(stack, { path: `Pulumi.${stack}.yaml`, text }));
  const { rehearsal } = rehearsed;
  if (!rehearsal) throw new Error(`the file of the stack ${stack} says nothing of a rehearsal`);
  const found = deviations(
    await render(() => program(own), { stack: request.stack }),
    await render(() => program(rehearsed), { stack }),
    rehearsal,
  );
  if (found.length > 0) {
    throw new Error(
      `The rehearsal of ${request.stack} would differ from what its target gets in more than the declared differences, so it would ` +
        `prove nothing. Nothing has been made. What differs:\n  ${describeDeviations(found).join("\n  ")}\n` +
        `Let the component do the same on every target, or declare the difference (features/rehearsal/resolve.ts).`,
    );
  }
  return { stack, text, namespace: rehearsed.namespace.name, differences: rehearsal.differences };
}

/** Reads a request from standard input and prints the plan: in a process of its own, as mocks take the place of the engine. */
async function main(): Promise<void> {
  const plan = await planRehearsal(JSON.parse(await readAll(process.stdin)) as RehearsalRequest);
  process.stdout.write(JSON.stringify(plan));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
