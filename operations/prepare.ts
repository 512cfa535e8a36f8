import { imageRecord } from "../embedded/cluster/connection";
import { clusterLayout } from "../embedded/cluster/layout";
import { ensureEngine } from "../embedded/toolchain/engine";
import { resolveTarget, selectStack, type Target, targetVariables } from "./environment";
import { BASE_IMAGES, ensureBaseImages } from "../embedded/images/base";
import { checkDebianArchive, ensureDebianRoot, type DebianRoot } from "../embedded/images/debian";
import { repositoryRoot } from "../embedded/paths";
import { checkNamedCluster } from "./named-cluster";
import { ensureStack } from "./pulumi";
import { rehearsalFile, rehearsalTarget, writeRehearsalFile } from "./rehearsal/place";
import type { RehearsalPlan } from "./rehearsal/plan";
import { stackCluster } from "./stack-cluster";
import type { Report } from "../embedded/report";
import { runSteps, type Timing } from "./steps";
import { ensureToolchain, installedToolchain, type Toolchain } from "../embedded/toolchain";
import { ensureDebianPackages } from "../embedded/toolchain/debian";

/** A target that is ready for `pulumi`. */
export interface PreparedTarget {
  target: Target;
  /** The process environment for `pulumi`, `kubectl` and everything else that works on the target. */
  environment: NodeJS.ProcessEnv;
  /** Present where something of the target is embedded. */
  toolchain?: Toolchain;
  timings: Timing[];
}

/**
 * Brings everything up that `pulumi` needs for a stack and that the user has not brought: programs, engine, cluster, images,
 * the stack itself. Safe to repeat; what is there is left alone.
 *
 * @param stack name of the stack, such as `dev`
 * @param rehearsal brings its rehearsal up instead of the stack itself
 */
export async function prepareTarget(stack: string, rehearsal?: RehearsalPlan): Promise<PreparedTarget> {
  const target = rehearsal ? rehearsalTarget(stack) : resolveTarget(stack);
  const embeddedCluster = target.cluster === "embedded";
  const timings: Timing[] = [];
  let toolchain: Toolchain | undefined;
  let debianRoot: DebianRoot | undefined;

  if (!embeddedCluster) {
    await checkNamedCluster(stack, stackCluster(stack));
  }
  if (embeddedCluster || target.cli === "embedded") {
    refuseOtherMachines(target, rehearsal !== undefined);
    if (embeddedCluster) {
      const { checkHost } = await import("../embedded/cluster");
      await checkHost(clusterLayout());
      await checkDebianArchive();
    }
    timings.push(
      ...(await runSteps([
        { title: "Programs", run: async (report) => void (toolchain = await ensureToolchain(report)) },
        ...(embeddedCluster
          ? [{ title: "Debian packages", run: async (report: Report) => void (debianRoot = await fetchDebian(report)) }]
          : []),
        ...(target.cli === "embedded" ? [{ title: "Engine", run: async () => void (await ensureEngine()) }] : []),
      ])),
    );
  }
  if (embeddedCluster) {
    timings.push(...(await startEmbeddedCluster(debianRoot)));
  }
  const environment = { ...process.env, ...(await targetVariables(target, toolchain)) };
  if (rehearsal) {
    writeRehearsalFile(stack, rehearsal.text);
    // Not selected: plain commands go on working on the stacks of the source tree.
    await ensureStack(target.stack, environment, rehearsalFile(stack));
  } else {
    if (target.backend === "embedded") await ensureStack(stack, environment);
    await selectStack(stack, repositoryRoot, environment);
  }
  return { target, environment, toolchain, timings };
}

/** The environment of a command that starts nothing. A CLI that was deleted from the cache is made again, since only it can say what there is. */
export async function environmentOf(target: Target): Promise<NodeJS.ProcessEnv> {
  let toolchain = installedToolchain();
  if (!toolchain && target.cli === "embedded") {
    await runSteps([{ title: "Programs", run: async (report) => void (toolchain = await ensureToolchain(report)) }]);
  }
  return { ...process.env, ...(await targetVariables(target, toolchain)) };
}

/** Fetches what comes from Debian, and makes its root file system, while the programs compile. */
async function fetchDebian(report: Report): Promise<DebianRoot> {
  await ensureDebianPackages(report);
  return ensureDebianRoot(report);
}

async function startEmbeddedCluster(debianRoot: DebianRoot | undefined): Promise<Timing[]> {
  // What starts a cluster is much code, which the commands without one need not wait for.
  const { ensureClusterBinaries, startCluster } = await import("../embedded/cluster");
  const binaries = await ensureClusterBinaries(() => {});
  let dockerHost = "";
  const start = async (report: Report) => void ({ dockerHost } = await startCluster({ binaries, report }));
  const images = async (report: Report) =>
    void (await ensureBaseImages(BASE_IMAGES, {
      record: imageRecord(clusterLayout()),
      docker: binaries.path("docker"),
      dockerHost,
      debianRoot,
      report,
    }));
  return [
    ...(await runSteps([{ title: "Cluster", run: start }])),
    ...(await runSteps([{ title: "Base images", run: images }])),
  ];
}

/** The embedded parts are Linux programs for x86-64; elsewhere the user's own serve. */
function refuseOtherMachines(target: Target, isRehearsal: boolean): void {
  if (process.platform === "linux" && process.arch === "x64") return;
  const machine = `The embedded target runs on Linux for x86-64 only; this machine is ${process.platform}/${process.arch}. `;
  if (isRehearsal) throw new Error(`${machine}A rehearsal needs the embedded cluster: rehearse on such a machine.`);
  const wanted = [
    target.cli === "embedded" && "install Pulumi (pulumi and pulumi-language-nodejs on PATH)",
    target.cluster === "embedded" &&
      `name the context of a cluster of yours in Pulumi.${target.stack}.yaml (platform:target)`,
  ].filter(Boolean);
  throw new Error(`${machine}To go on here: ${wanted.join(" and ")}. README.md says how.`);
}
