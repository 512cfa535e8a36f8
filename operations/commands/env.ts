import { clusterStatus } from "../../embedded/cluster";
import { resolveTarget, selectStack, targetVariables } from "../environment";
import { repositoryRoot } from "../../embedded/paths";
import { ensureStack } from "../pulumi";
import { kubectlOptions, stackCluster } from "../stack-cluster";
import { runSteps } from "../steps";
import { ensureToolchain, type Toolchain } from "../../embedded/toolchain";

/**
 * Prints the shell commands that put `pulumi` and `kubectl` on PATH and name the target, for `eval`. Only they go to standard
 * output. Builds what is missing, but starts no cluster: it says so when none runs.
 */
export async function env(stack: string): Promise<void> {
  const target = resolveTarget(stack);
  let toolchain: Toolchain | undefined;
  if (target.cli === "embedded" || target.cluster === "embedded") {
    await runSteps([{ title: "Programs", run: async (report) => void (toolchain = await ensureToolchain(report)) }]);
  }
  const variables = await targetVariables(target, toolchain);
  const environment = { ...process.env, ...variables };
  if (target.backend === "embedded") {
    await ensureStack(stack, environment);
    await selectStack(stack, repositoryRoot, environment);
  }
  if (target.cluster === "embedded" && (await clusterStatus()).phase !== "running") {
    process.stderr.write("The embedded cluster does not run; start it with: npm run cluster -- start\n");
  }
  if (target.cluster === "named") {
    const options = kubectlOptions(stackCluster(stack)).join(" ");
    process.stderr.write(`kubectl asks its current context; the cluster of the stack ${stack}: kubectl ${options}\n`);
  }
  process.stdout.write(shellExports(variables));
}

/** Lines of `export NAME='value'`, each value quoted so that the shell reads nothing in it. */
export function shellExports(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
