import execa from "execa";
import * as fs from "node:fs";
import { clusterStatus, stopCluster } from "../cluster";
import { removeIfEmpty } from "../cluster/files";
import { resolveTarget, targetVariables } from "../environment";
import { repositoryRoot, stateDirectory } from "../paths";
import { pulumiDirectory, setSalt } from "../pulumi";
import { reportStaleLocks } from "../stale-locks";
import { runSteps } from "../steps";
import { installedToolchain } from "../toolchain";

/** What `down` accepts. */
export interface DownOptions {
  stack: string;
  /** Also removes the cluster's data and the embedded state. */
  purge: boolean;
}

/**
 * Destroys a stack, and stops the embedded cluster if the stack runs on it. With `purge`, the cluster's data goes too. Works
 * from any half state: without a cluster to ask, the stack's resources count as gone with it.
 */
export async function down(options: DownOptions): Promise<void> {
  const target = resolveTarget(options.stack);
  const toolchain = installedToolchain();
  const environment = { ...process.env, ...(await targetVariables(target, toolchain)) };
  const running = target.cluster === "named" || (await clusterStatus()).phase === "running";

  if (running && (await stackExists(options.stack, environment))) {
    reportStaleLocks(options.stack);
    await execa("pulumi", ["destroy", "--yes", "--skip-preview", "--stack", options.stack], {
      cwd: repositoryRoot,
      env: environment,
      stdio: "inherit",
    }).catch(() => {
      throw new Error(
        `pulumi destroy of the stack ${options.stack} failed, see above. Mend the cause and run the same command again.`,
      );
    });
  } else if (!options.purge && target.cluster === "embedded") {
    process.stderr.write("The cluster does not run, so there is nothing to destroy on it. Its data is kept.\n");
  }
  if (target.cluster === "embedded") {
    await runSteps([{ title: "Cluster stopped", run: (report) => stopCluster({ report, purge: options.purge }) }]);
  }
  if (options.purge && target.backend === "embedded") {
    fs.rmSync(pulumiDirectory(), { recursive: true, force: true });
    removeIfEmpty(stateDirectory());
    setSalt(options.stack, undefined);
  }
}

async function stackExists(stack: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const result = await execa("pulumi", ["stack", "ls", "--json"], {
    cwd: repositoryRoot,
    env: environment,
    reject: false,
  });
  if (result.exitCode !== 0) return false;
  return (JSON.parse(result.stdout) as { name: string }[]).some(({ name }) => name.split("/").at(-1) === stack);
}
