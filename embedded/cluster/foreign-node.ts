import * as fs from "node:fs";
import * as path from "node:path";
import { groupProcesses } from "./cgroups";
import { ClusterError } from "./errors";
import type { ClusterLayout } from "./layout";
import { processInfo } from "./machine";

/** Programs that make packet filter rules, or the kubelet's files, as a node of a cluster does. */
const NODE_AGENTS = /^(kubelet|kube-proxy|k3s|k3s-server|k3s-agent|rke2|k0s|kubelite|microk8s)$/;

/** A process of another Kubernetes node in this machine's network. */
export interface ForeignNode {
  pid: number;
  /** The program with its first argument. */
  command: string;
}

/**
 * Finds a Kubernetes node that runs in this machine's network and is not of this cluster. Nodes in containers (kind, k3d) have a
 * network of their own, unless they were given the machine's.
 */
export function findForeignNode(layout: ClusterLayout): ForeignNode | undefined {
  const ours = new Set(groupProcesses(layout.controlGroup));
  const network = fs.readlinkSync("/proc/self/ns/net");
  for (const entry of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && !ours.has(Number(name)))) {
    const command = processInfo(Number(entry))?.command ?? [];
    if (!isNodeAgent(command) || readNamespace(entry) !== network) continue;
    return { pid: Number(entry), command: command.slice(0, 2).join(" ") };
  }
  return undefined;
}

/** Whether a command line is that of a node's agent. */
export function isNodeAgent(command: readonly string[]): boolean {
  // k3s writes its whole title where the program's name is.
  const program = path.basename(command[0]?.split(" ")[0] ?? "");
  const name = program === "kubernetes" || program === "hyperkube" ? command[1] : program;
  return NODE_AGENTS.test(name ?? "");
}

/**
 * Checks that no other Kubernetes node runs in this machine's network: two kube-proxies would write the same chains.
 *
 * @throws ClusterError that names its process
 */
export function checkForeignNode(layout: ClusterLayout): void {
  const node = findForeignNode(layout);
  if (!node) return;
  throw new ClusterError(
    `another Kubernetes node runs on this machine (process ${node.pid}: ${node.command})`,
    `stop it first (its rules and ours would overwrite each other), or name that cluster in the stack's configuration`,
  );
}

function readNamespace(pid: string): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    // It ended in the meantime.
    return undefined;
  }
}
