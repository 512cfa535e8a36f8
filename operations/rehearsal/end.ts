import execa from "execa";
import * as fs from "node:fs";
import { clusterLayout, clusterStatus, ensureClusterBinaries } from "../../embedded/cluster";
import { connectionOf } from "../../embedded/cluster/connection";
import { LoopbackRegistry } from "../../embedded/images/registry";
import { removeImages } from "../../embedded/images/remove";
import { repositoryRoot } from "../../embedded/paths";
import { environmentOf } from "../prepare";
import { embeddedStateExists, listStacks, removeTraces } from "../pulumi";
import { ReleaseStore } from "../release/store";
import { reportStaleLocks } from "../stale-locks";
import { runSteps } from "../steps";
import { rehearsalFile, rehearsalStack, rehearsalTarget, writeRehearsalFile } from "./place";

/**
 * Ends the rehearsal of a stack: its resources, its state, its images and its stack file go. The cluster and all other stacks go on.
 *
 * @throws Error, with everything kept that another try needs, when something of it cannot be removed
 */
export async function endRehearsal(stack: string): Promise<void> {
  const name = rehearsalStack(stack);
  const file = rehearsalFile(stack);
  const target = rehearsalTarget(stack);
  const hasFile = fs.existsSync(file);
  const environment = hasFile || embeddedStateExists() ? await environmentOf(target) : process.env;
  const stacks = embeddedStateExists() ? await listStacks("embedded", environment) : [];
  const exists = stacks.some((one) => one.name === name);
  if (!exists && !hasFile) {
    process.stderr.write(`There is no rehearsal of ${stack}, so nothing was done.\n`);
    return;
  }
  const { phase } = await clusterStatus();
  if (phase !== "running") {
    throw new Error(
      `The rehearsal of ${stack} is on the embedded cluster, which does not run (${phase}), so nothing was removed. ` +
        `Start it with \`npm run cluster -- start\` and run the same command again.`,
    );
  }
  if (exists) {
    reportStaleLocks(name);
    // Without this file the CLI would write one of the stack's name into the source tree.
    if (!hasFile) writeRehearsalFile(stack, "config: {}\n");
    await pulumi(environment, "destroy", "--yes", "--skip-preview", "--stack", name, "--config-file", file);
    await pulumi(environment, "stack", "rm", "--yes", "--preserve-config", "--stack", name);
    removeTraces(name);
    new ReleaseStore().forget(name);
  }
  await runSteps([{ title: "Images removed", run: () => removeRehearsalImages(stack) }]);
  // Last, as it says that there is a rehearsal.
  fs.rmSync(file, { force: true });
  process.stderr.write(`The rehearsal of ${stack} is gone, with its state and images. The embedded cluster goes on.\n`);
}

async function pulumi(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  await execa("pulumi", args, { cwd: repositoryRoot, env: environment, stdio: "inherit" }).catch(() => {
    throw new Error(`pulumi ${args.join(" ")} failed, see above. Fix the cause and run the same command again.`);
  });
}

async function removeRehearsalImages(stack: string): Promise<void> {
  const layout = clusterLayout();
  const { registry, dockerHost } = connectionOf(layout);
  const binaries = await ensureClusterBinaries(() => undefined);
  await removeImages(`rehearsal/${stack}`, { binaries, layout, registry: new LoopbackRegistry(registry), dockerHost });
}
