import execa from "execa";
import { clusterStatus, stopCluster } from "../../embedded/cluster";
import { removeIfEmpty } from "../../embedded/cluster/files";
import { resolveTarget, type Target } from "../environment";
import { repositoryRoot, stateDirectory } from "../../embedded/paths";
import {
  embeddedStateExists,
  type ListedStack,
  listStacks,
  pulumiDirectory,
  removeEmbeddedBackend,
  stackNames,
} from "../pulumi";
import { environmentOf } from "../prepare";
import { endRehearsal } from "../rehearsal/end";
import { rehearsalStack, rehearsedBy, rehearsedStacks } from "../rehearsal/place";
import { reportStaleLocks } from "../stale-locks";
import { runSteps } from "../steps";

/** What `down` accepts. */
export interface DownOptions {
  stack: string;
  /** Also removes the cluster's data and the embedded state. */
  purge: boolean;
  /** Ends the rehearsal of the stack, and nothing else. */
  rehearse: boolean;
}

/**
 * Destroys a stack, and stops the embedded cluster if the stack runs on it. With `purge`, the cluster's data goes too. Works
 * from any half state: without a cluster to ask, the stack's resources count as gone with it.
 *
 * @throws Error, before anything is destroyed or deleted, when the stacks cannot be listed, when `purge` would take what another
 *   stack needs, or when the cluster runs but cannot destroy
 */
export async function down(options: DownOptions): Promise<void> {
  if (options.rehearse) return endRehearsal(options.stack);
  const target = resolveTarget(options.stack);
  const status = target.cluster === "embedded" ? await clusterStatus() : undefined;
  const answers = status === undefined || status.phase === "running";
  const degraded = status?.phase === "degraded";

  let environment: NodeJS.ProcessEnv = process.env;
  let stacks: ListedStack[] = [];
  // Without a state there is no stack, and no CLI is needed to find that out.
  const mayHaveStacks = target.backend === "own" || embeddedStateExists();
  if (mayHaveStacks && (answers || degraded || options.purge)) {
    environment = await environmentOf(target);
    stacks = await listStacks(target.backend, environment);
  }
  if (options.purge) refuseToTakeFromOthers(target, [...stacks, ...rehearsalsBeside(target)]);
  const exists = stacks.some(({ name }) => name === options.stack);

  if (exists && answers) {
    reportStaleLocks(options.stack);
    await execa("pulumi", ["destroy", "--yes", "--skip-preview", "--stack", options.stack], {
      cwd: repositoryRoot,
      env: environment,
      stdio: "inherit",
    }).catch(() => {
      throw new Error(
        `pulumi destroy of the stack ${options.stack} failed, see above. Fix the cause and run the same command again.`,
      );
    });
  } else if (exists && degraded && !options.purge) {
    throw new Error(
      `The stack ${options.stack} was not destroyed, since the embedded cluster does not work (${status.faults.join("; ")}), ` +
        "and nothing was stopped. Repair the cluster with `npm run cluster -- start` and run the same command again, or stop it " +
        "with everything kept: npm run cluster -- stop",
    );
  } else if (!answers && !degraded && !options.purge) {
    process.stderr.write("The cluster does not run, so there is nothing to destroy on it. Its data is kept.\n");
  }
  if (target.cluster === "embedded") {
    await runSteps([{ title: "Cluster stopped", run: (report) => stopCluster({ report, purge: options.purge }) }]);
  }
  if (options.purge && target.backend === "embedded") {
    await removeEmbeddedBackend();
    removeIfEmpty(stateDirectory());
  }
}

/**
 * The embedded state, its passphrase and the embedded cluster's data serve every stack that is on them.
 *
 * @throws Error that names the stacks which would lose their state or their resources
 */
export function refuseToTakeFromOthers(target: Target, stacks: readonly ListedStack[]): void {
  const losers = stacks
    // How many it holds is not known of every state; one that cannot be read may hold some.
    .filter(({ name, resources }) => name !== target.stack && resources !== 0)
    .filter(({ name }) => target.backend === "embedded" || (target.cluster === "embedded" && isOnEmbedded(name)));
  if (losers.length === 0) return;
  const names = losers.map(({ name }) => name);
  const lost =
    target.backend === "embedded"
      ? `the state and passphrase in ${pulumiDirectory()}, which they share with ${target.stack}`
      : "the embedded cluster's data, on which they run";
  const known = losers.map(({ name, resources }) => `${name} (${resources ?? "an unknown number of"} resources)`);
  throw new Error(
    `Other stacks hold resources: ${known.join(", ")}. --purge would delete ${lost}. Nothing was destroyed or deleted. ` +
      `Destroy them first: ${names.map(downCommand).join("; ")} (where the cluster is ` +
      "stopped, after `npm run cluster -- start`). " +
      (target.backend === "embedded"
        ? `Or have the state forget what is gone anyway: ${names.map((name) => `pulumi stack rm --force ${name}`).join("; ")}`
        : "Or delete the cluster's data whatever is on it: npm run cluster -- stop --purge"),
  );
}

/** The command that destroys a stack, which may be a rehearsal. */
function downCommand(name: string): string {
  const rehearsed = rehearsedBy(name);
  return rehearsed === undefined
    ? `npm run down -- --stack ${name}`
    : `npm run down -- --stack ${rehearsed} --rehearse`;
}

/** The rehearsals that a list of the user's own backend does not have: their state is the embedded one whatever that of the stack is. */
function rehearsalsBeside({ backend }: Target): ListedStack[] {
  return backend === "own" ? rehearsedStacks().map((stack) => ({ name: rehearsalStack(stack) })) : [];
}

/** Whether the stack is on the embedded cluster: a rehearsal, or one whose file in this tree says so. */
function isOnEmbedded(stack: string): boolean {
  if (rehearsedBy(stack) !== undefined) return true;
  return stackNames().includes(stack) && resolveTarget(stack).cluster === "embedded";
}
