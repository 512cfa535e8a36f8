import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../paths";
import type { Report } from "../report";
import { installedDebianPackages } from "../toolchain/debian";
import { removeControlGroup } from "./cgroups";
import { ClusterError } from "./errors";
import { readIfPresent, removeIfEmpty } from "./files";
import { DOCKER_NAMESPACE, clusterLayout, type ClusterLayout } from "./layout";
import { removeLeftovers } from "./leftovers";
import { withClusterLock } from "./lock";
import { tearDownNetwork } from "./network";
import { tryRun } from "./run";
import { SERVICE_NAMES } from "./services";
import { Supervisor } from "./supervisor";
import { waitUntil } from "./wait";

/** What `stopCluster` does and tells. */
export interface StopOptions {
  report: Report;
  /** Also delete all data: objects, volumes, images, keys. Default false. */
  purge?: boolean;
  /** Default: the layout of this machine. */
  layout?: ClusterLayout;
  /** Milliseconds that containers get between being asked to end and being killed; default 10,000. */
  grace?: number;
}

/**
 * Stops the cluster from whatever state it is in: afterwards no process, mount, network namespace, interface, packet filter rule or
 * control group of it is left. Objects, volumes and images stay, unless `purge` is set. Safe to repeat.
 */
export async function stopCluster(options: StopOptions): Promise<void> {
  const layout = options.layout ?? clusterLayout();
  if (process.getuid?.() !== 0) {
    throw new ClusterError("stopping the embedded cluster needs root", "run the same command with sudo");
  }
  fs.mkdirSync(layout.run, { recursive: true, mode: 0o700 });
  const owner = { pid: process.pid, action: "stop", directory: repositoryRoot, since: new Date().toISOString() };
  await withClusterLock(layout.run, owner, options.report, () => stop(layout, options));
}

async function stop(layout: ClusterLayout, options: StopOptions): Promise<void> {
  const { report } = options;
  const supervisor = new Supervisor(layout);
  const down = (names: readonly string[]): Promise<void[]> => Promise.all(names.map((name) => supervisor.down(name)));

  report("stopping the kubelet and the containers");
  // First the kubelet, or it would start again what is being stopped.
  await down(["kubelet", "dockerd"]);
  const debian = installedDebianPackages();
  // Without containerd's client, which somebody may have deleted from the cache, they are killed below.
  const isUp = (await supervisor.state("containerd")).up;
  if (debian && isUp) await endContainers(layout, debian.path("ctr"), options.grace ?? 10_000);
  report("stopping the services");
  const last = ["etcd", "containerd"];
  await down(SERVICE_NAMES.filter((name) => !last.includes(name)));
  await down(last);
  await supervisor.shutDown();
  const sockets = shimSockets(layout);
  await removeControlGroup(layout.controlGroup);

  report("removing mounts, network and control groups");
  await unmountAll(layout);
  await tearDownNetwork(layout, report);
  for (const socket of sockets) fs.rmSync(socket, { force: true });
  removeLeftovers(layout, report);
  fs.rmSync(layout.run, { recursive: true, force: true });
  if (options.purge) {
    report("deleting the cluster's data");
    purge(layout);
  }
  report(options.purge ? "the cluster is stopped and its data is deleted" : "the cluster is stopped; its data is kept");
}

/** Asks all containers to end, and after the grace period kills and removes those that are left. */
async function endContainers(layout: ClusterLayout, client: string, grace: number): Promise<void> {
  for (const namespace of ["k8s.io", DOCKER_NAMESPACE]) {
    const ctr = (...args: string[]) =>
      tryRun(client, [
        "--connect-timeout",
        "5s",
        "--address",
        layout.containerdSocket,
        "--namespace",
        namespace,
        ...args,
      ]);
    const running = await runningTasks(ctr);
    await Promise.all(running.map((id) => ctr("tasks", "kill", "--signal", "SIGTERM", id)));
    const deadline = Date.now() + grace;
    await waitUntil("the containers to end", { limit: grace + 5000 }, async () => {
      const left = await runningTasks(ctr);
      if (left.length > 0 && Date.now() >= deadline) {
        await Promise.all(left.map((id) => ctr("tasks", "kill", "--all", "--signal", "SIGKILL", id)));
        return true;
      }
      return left.length === 0 || `${left.length} still run`;
    });
    const containers = (await ctr("containers", "list", "--quiet")).stdout.split("\n").filter(Boolean);
    if (namespace !== "k8s.io") continue;
    for (const id of containers) {
      await ctr("tasks", "delete", "--force", id);
      await ctr("containers", "delete", id);
    }
  }
}

async function runningTasks(ctr: (...args: string[]) => Promise<{ code: number; stdout: string }>): Promise<string[]> {
  const { stdout } = await ctr("tasks", "list");
  return stdout
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([id, , status]) => id && status === "RUNNING")
    .map(([id]) => id!);
}

/** Sockets of shims that were killed and so could not remove them; each container's directory names its own. */
function shimSockets(layout: ClusterLayout): string[] {
  const tasks = path.join(layout.containerdState, "io.containerd.runtime.v2.task");
  if (!fs.existsSync(tasks)) return [];
  return fs
    .readdirSync(tasks)
    .flatMap((namespace) => fs.readdirSync(path.join(tasks, namespace)).map((id) => path.join(tasks, namespace, id)))
    .map((bundle) =>
      readIfPresent(path.join(bundle, "address"))
        ?.trim()
        .replace(/^unix:\/\//, ""),
    )
    .filter((socket): socket is string => !!socket?.startsWith("/"));
}

/** Unmounts everything below our directories, the last mounted first. */
async function unmountAll(layout: ClusterLayout): Promise<void> {
  await waitUntil("mounts to go", { limit: 20_000, interval: 50 }, async () => {
    const mounts = mountsBelow([layout.state, layout.run]);
    for (const mount of mounts.reverse()) await tryRun("umount", ["--lazy", mount]);
    return mounts.length === 0 || `${mounts.length} are left, the first is ${mounts[0]}`;
  });
}

/** Mount points below one of the directories, in the order in which they were mounted. */
export function mountsBelow(directories: string[]): string[] {
  // Without this list nothing below them may be deleted: what is mounted there would go too.
  return fs
    .readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .map((point) => point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))))
    .filter((point) => directories.some((directory) => point.startsWith(`${directory}/`)));
}

/** Deletes what the cluster keeps in the state directory, and nothing else that may live there. */
function purge(layout: ClusterLayout): void {
  const own = [
    layout.record,
    layout.pki,
    layout.configuration,
    layout.scripts,
    layout.kubeconfigs,
    layout.kubeconfig,
    layout.logs,
    layout.etcdData,
    layout.containerdRoot,
    layout.dockerRoot,
    layout.registryData,
    layout.kubeletRoot,
    layout.podLogs,
    layout.volumes,
    layout.cniConfiguration,
    layout.cniPlugins,
    path.join(layout.state, "images.json"),
  ];
  for (const entry of own) fs.rmSync(entry, { recursive: true, force: true });
  // Other parts keep their state there too.
  removeIfEmpty(layout.state);
}
