import * as fs from "node:fs";
import * as path from "node:path";
import { readIfPresent } from "./files";

/** What the components' configuration has to know of this machine. Found out, never assumed. */
export interface Machine {
  cgroupVersion: 1 | 2;
  /** Whether a process may lower its out-of-memory score and raise its limits (CAP_SYS_RESOURCE). */
  mayLowerOomScore: boolean;
  /** A resolver configuration whose servers a pod can reach: none of them on loopback. */
  resolvConf: string;
  /** Whether AppArmor is there and on. */
  appArmor: boolean;
}

const CAP_SYS_RESOURCE = 24n;

/** Looks at the machine. */
export function inspectMachine(): Machine {
  return {
    cgroupVersion: fs.existsSync("/sys/fs/cgroup/cgroup.controllers") ? 2 : 1,
    mayLowerOomScore: hasCapability(CAP_SYS_RESOURCE),
    resolvConf: reachableResolvConf(),
    appArmor: readIfPresent("/sys/module/apparmor/parameters/enabled")?.trim() === "Y",
  };
}

function hasCapability(bit: bigint): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readIfPresent("/proc/self/status") ?? "")?.[1];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> bit) & 1n) === 1n;
}

/** systemd-resolved writes a stub on loopback to /etc/resolv.conf and the real servers to a file of its own. */
function reachableResolvConf(): string {
  const candidates = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];
  return candidates.find((file) => nameServersOf(readIfPresent(file) ?? "").some(isReachableFromPod)) ?? candidates[0]!;
}

function nameServersOf(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1]!);
}

function isReachableFromPod(address: string): boolean {
  return !address.startsWith("127.") && address !== "::1";
}

/** A process as /proc shows it. */
export interface ProcessInfo {
  pid: number;
  /** The arguments, `[]` for a kernel thread. */
  command: string[];
}

/** The process, or undefined if it has ended. */
export function processInfo(pid: number): ProcessInfo | undefined {
  const commandLine = readIfPresent(path.join("/proc", String(pid), "cmdline"));
  return commandLine === undefined ? undefined : { pid, command: commandLine.split("\0").slice(0, -1) };
}
