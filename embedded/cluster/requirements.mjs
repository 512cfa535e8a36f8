// What a machine must be for the embedded cluster, as far as a look at it can tell. Plain JavaScript without a dependency: the entry
// asks before it installs anything, and the start of the cluster asks again.
import { existsSync, readFileSync } from "node:fs";

/** The Debian release whose packages the embedded cluster and its base images are made of. */
const RELEASE = { id: "debian", version: "12", codename: "bookworm" };

/** What this machine is. */
export function thisMachine() {
  return {
    platform: process.platform,
    architecture: process.arch,
    userId: process.getuid?.() ?? -1,
    osRelease: existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "",
    exists: existsSync,
  };
}

const OWN_CLUSTER =
  "name a cluster you have in the stack's file (`platform:target: { kind: kubernetes, context: … }`, see README.md)";

/**
 * The first reason why the embedded cluster cannot run on a machine, with what to do about it; undefined where there is none.
 */
export function machineFault(machine) {
  const { platform, architecture, userId } = machine;
  if (platform !== "linux" || architecture !== "x64") {
    return {
      problem: `the embedded cluster runs on Linux on x86-64 (amd64); this machine is ${platform} on ${architecture}`,
      remedy: `use a Linux amd64 machine, or ${OWN_CLUSTER}`,
    };
  }
  const field = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(machine.osRelease)?.[1];
  if (field("ID") !== RELEASE.id || field("VERSION_ID") !== RELEASE.version || !machine.exists("/usr/bin/apt-get")) {
    const found = field("PRETTY_NAME") ?? "of a system that /etc/os-release does not name";
    const lack = field("ID") === RELEASE.id && field("VERSION_ID") === RELEASE.version ? " without apt-get" : "";
    return {
      problem:
        `the embedded cluster is made of packages of Debian ${RELEASE.version} (${RELEASE.codename}), which apt must ` +
        `offer; this machine is ${found}${lack}`,
      remedy: `use a machine, a virtual machine or a privileged container with Debian ${RELEASE.version}, or ${OWN_CLUSTER}`,
    };
  }
  if (userId !== 0) {
    return {
      problem: `the embedded cluster needs root (network, mounts, control groups); this is user ${userId}`,
      remedy: `run the same command with sudo, or ${OWN_CLUSTER}`,
    };
  }
  if (!["/sys/fs/cgroup/cgroup.controllers", "/sys/fs/cgroup/memory"].some(machine.exists)) {
    return {
      problem: "the kernel lacks what the embedded cluster needs: control groups are not mounted",
      remedy: "mount /sys/fs/cgroup (package cgroupfs-mount, or systemd)",
    };
  }
  return undefined;
}
