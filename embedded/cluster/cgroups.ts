import * as fs from "node:fs";
import * as path from "node:path";
import { ClusterError } from "./errors";
import { readIfPresent } from "./files";
import { waitUntil } from "./wait";

const ROOT = "/sys/fs/cgroup";

const DAEMONS = "daemons";

/** The directories of a control group: one for version 2, one per mounted hierarchy for version 1. */
function groupDirectories(group: string): string[] {
  if (fs.existsSync(path.join(ROOT, "cgroup.controllers"))) return [path.join(ROOT, group)];
  const hierarchies = (readIfPresent("/proc/self/mountinfo") ?? "")
    .split("\n")
    .map((line) => /^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2? /.exec(line))
    .filter((match) => match?.[1] === "/" && match[2]!.startsWith(`${ROOT}/`))
    .map((match) => match![2]!);
  return [...new Set(hierarchies.map((directory) => fs.realpathSync(directory)))].map((directory) =>
    path.join(directory, group),
  );
}

/** Controllers without which the kubelet does not start. The others are passed on where the machine has them. */
const REQUIRED_CONTROLLERS = ["cpu", "cpuset", "memory", "pids"];

/**
 * Makes the control group and passes the controllers on to what will be below it.
 *
 * @throws ClusterError if the machine does not hand on a controller that is needed
 */
export function createControlGroup(group: string): void {
  for (const directory of groupDirectories(group)) {
    fs.mkdirSync(path.join(directory, DAEMONS), { recursive: true });
    if (fs.existsSync(path.join(ROOT, "cgroup.controllers"))) {
      for (const parent of [ROOT, directory]) enableControllers(parent);
    } else if (fs.existsSync(path.join(directory, "cpuset.cpus"))) {
      // A new cpuset is empty, and an empty one takes no process: it inherits what its parent has.
      for (const child of [directory, path.join(directory, DAEMONS)]) {
        for (const file of ["cpuset.cpus", "cpuset.mems"]) {
          fs.writeFileSync(path.join(child, file), fs.readFileSync(path.join(child, "..", file), "utf8"));
        }
      }
    }
  }
}

/** Version 2: one by one, since a single one that cannot be enabled would refuse all. */
function enableControllers(directory: string): void {
  const available = fs.readFileSync(path.join(directory, "cgroup.controllers"), "utf8").trim().split(/\s+/);
  const failed = available.filter((controller) => {
    try {
      fs.writeFileSync(path.join(directory, "cgroup.subtree_control"), `+${controller}`);
      return false;
    } catch {
      return true;
    }
  });
  const missing = REQUIRED_CONTROLLERS.filter((name) => !available.includes(name) || failed.includes(name));
  if (missing.length > 0) {
    throw new ClusterError(
      `the control group ${directory} does not hand on the controllers ${missing.join(", ")}`,
      "in a container, start it with its own control group namespace and an init process below the root group; elsewhere, boot with these controllers enabled",
    );
  }
}

/** The files that take a process id to move that process, and all it starts from then on, among the daemons. */
export function daemonGroupFiles(group: string): string[] {
  return groupDirectories(group).map((directory) => path.join(directory, DAEMONS, "cgroup.procs"));
}

/** The ids of all processes in a control group and below it. */
export function groupProcesses(group: string): number[] {
  const pids = new Set<number>();
  for (const directory of groupDirectories(group)) {
    for (const below of descendants(directory)) {
      for (const pid of (readIfPresent(path.join(below, "cgroup.procs")) ?? "").split("\n")) {
        if (pid && !isZombie(pid)) pids.add(Number(pid));
      }
    }
  }
  return [...pids];
}

/** A process that has ended and waits for its parent to notice: nothing can be done to it, and it does nothing. */
function isZombie(pid: string): boolean {
  return /^State:\s*Z/m.test(readIfPresent(path.join("/proc", pid, "status")) ?? "State: Z");
}

/**
 * Kills what is left in a control group and removes it.
 *
 * @throws ClusterError if a process does not end within 30 s
 */
export async function removeControlGroup(group: string): Promise<void> {
  await waitUntil("the cluster's processes to end", { limit: 30_000, interval: 50 }, () => {
    const pids = groupProcesses(group);
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended between the list and the signal.
      }
    }
    return pids.length === 0 ? true : `still there: ${pids.join(", ")}`;
  });
  await waitUntil("the cluster's control group to be removed", { limit: 10_000, interval: 50 }, () => {
    for (const directory of groupDirectories(group)) {
      for (const below of descendants(directory).reverse()) {
        try {
          fs.rmdirSync(below);
        } catch {
          // The kernel needs a moment after the last process ended: the next round removes it.
        }
      }
    }
    const left = groupDirectories(group).filter((directory) => fs.existsSync(directory));
    return left.length === 0 ? true : `still there: ${left.join(", ")}`;
  });
}

/** The directory and all below it, parents first; empty if it does not exist. */
function descendants(directory: string): string[] {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    // Only one that is gone has no processes; one that cannot be read may have some.
    if (["ENOENT", "ENODEV"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
  const children = entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(directory, entry.name));
  return [directory, ...children.flatMap(descendants)];
}
