import * as fs from "node:fs";
import * as net from "node:net";
import { once } from "node:events";
import * as path from "node:path";
import { ClusterError, messageOf } from "./errors";
import { readIfPresent } from "./files";
import { type ClusterLayout, type ClusterPorts } from "./layout";
import { processInfo } from "./machine";
import { tryRun } from "./run";
import { machineFault, type MachineFacts, thisMachine } from "./requirements.mjs";

/** Free space below which a start would fail halfway: images, etcd and logs need that much. */
export const MINIMUM_FREE_BYTES = 2 * 1024 ** 3;

/** What the checks look at; replaced in tests. */
export interface Host extends MachineFacts {
  freeBytes(directory: string): number;
  /** Whether a program in the directory may be executed. */
  mayExecute(directory: string): Promise<boolean>;
  /** Names of kernel abilities that are missing. */
  missingKernelFeatures(): Promise<KernelFeature[]>;
}

/** An ability of the kernel that the cluster needs. */
export interface KernelFeature {
  name: string;
  /** What to do to get it. */
  remedy: string;
}

/**
 * Checks what no start can do without, before anything is changed.
 *
 * @throws ClusterError for the first fault found, with its remedy
 */
export async function checkHost(layout: ClusterLayout, host: Host = realHost()): Promise<void> {
  const fault = machineFault(host);
  if (fault) throw new ClusterError(fault.problem, fault.remedy);
  for (const directory of [layout.state, layout.run]) {
    try {
      fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new ClusterError(
        `the directory ${directory} cannot be made: ${messageOf(error)}`,
        "make room for it, or name other directories with PLATFORM_STATE and PLATFORM_RUN",
      );
    }
  }
  const free = host.freeBytes(layout.state);
  if (free < MINIMUM_FREE_BYTES) {
    throw new ClusterError(
      `the disk of ${layout.state} has ${Math.floor(free / 1024 ** 2)} MiB free; the embedded cluster needs ${MINIMUM_FREE_BYTES / 1024 ** 2} MiB`,
      "free some space (`npm run cluster -- reset` deletes this cluster's own data), or put it on another disk with PLATFORM_STATE",
    );
  }
  if (!(await host.mayExecute(layout.state))) {
    throw new ClusterError(
      `nothing in ${layout.state} may be executed: its file system is mounted noexec, or something else forbids it`,
      "mount it without noexec, or name another directory with PLATFORM_STATE",
    );
  }
  const missing = await host.missingKernelFeatures();
  if (missing[0]) {
    throw new ClusterError(
      `the kernel lacks what the embedded cluster needs: ${missing.map(({ name }) => name).join(", ")}`,
      missing.map(({ remedy }) => remedy).join("; "),
    );
  }
}

/** This machine. */
export function realHost(): Host {
  return {
    ...thisMachine(),
    freeBytes: (directory) => {
      const { bavail, bsize } = fs.statfsSync(directory);
      return bavail * bsize;
    },
    mayExecute,
    missingKernelFeatures,
  };
}

async function mayExecute(directory: string): Promise<boolean> {
  const probe = path.join(directory, `probe.${process.pid}`);
  fs.writeFileSync(probe, "#!/bin/sh\n", { mode: 0o700 });
  try {
    return (await tryRun(probe, [])).code === 0;
  } finally {
    fs.rmSync(probe);
  }
}

const MODULE_REMEDY = "load the module (`modprobe NAME`) or use a distribution kernel";

/** Each is tried rather than looked up: modules may load on use, and not every kernel says how it was configured. */
async function missingKernelFeatures(): Promise<KernelFeature[]> {
  const missing: KernelFeature[] = [];
  const need = async (name: string, remedy: string, isThere: () => boolean | Promise<boolean>): Promise<void> => {
    if (!(await isThere())) missing.push({ name, remedy });
  };
  await need("overlay file system", MODULE_REMEDY.replace("NAME", "overlay"), async () => {
    if (!hasFileSystem("overlay")) await tryRun("modprobe", ["overlay"]);
    return hasFileSystem("overlay");
  });
  await need("bridge packet filtering (br_netfilter)", MODULE_REMEDY.replace("NAME", "br_netfilter"), async () => {
    if (!fs.existsSync("/proc/sys/net/bridge")) await tryRun("modprobe", ["br_netfilter"]);
    return fs.existsSync("/proc/sys/net/bridge");
  });
  await need(
    "namespaces of networks, processes and mounts",
    "run outside of a container, or in a privileged one",
    async () => (await tryRun("unshare", ["--net", "--pid", "--mount", "--ipc", "--uts", "--fork", "true"])).code === 0,
  );
  // The tool may still be missing here: it comes with the Debian packages, after which the start checks again.
  if (fs.existsSync("/usr/sbin/iptables")) {
    await need(
      "packet filter with address translation",
      MODULE_REMEDY.replace("NAME", "nf_tables nft_compat xt_MASQUERADE"),
      async () => (await tryRun("iptables", ["--wait", "10", "-t", "nat", "-L", "POSTROUTING", "-n"])).code === 0,
    );
  }
  return missing;
}

function hasFileSystem(name: string): boolean {
  return new RegExp(`\\t${name}$`, "m").test(readIfPresent("/proc/filesystems") ?? "");
}

/**
 * Checks that nobody else holds the ports. Ports of services that run already are ours.
 *
 * @param addresses host and port of each component, with the component's name
 * @throws ClusterError that names the port and, if it can be found out, who holds it
 */
export async function checkPorts(addresses: { name: string; host: string; port: number }[]): Promise<void> {
  for (const { name, host, port } of addresses) {
    const server = net.createServer();
    server.listen({ host, port, exclusive: true });
    try {
      await once(server, "listening");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRNOTAVAIL") continue;
      throw new ClusterError(
        `port ${port} on ${host}, which ${name} needs, is taken${await ownerOfPort(port)}`,
        name === "registry"
          ? "end that process, or choose another port with PLATFORM_REGISTRY_PORT"
          : "end that process, then start again",
      );
    } finally {
      server.close();
    }
  }
}

/** What a service listens on. A service that runs is left out by the caller. */
export function portsOf(
  service: string,
  ports: ClusterPorts,
  gateway: string,
): { name: string; host: string; port: number }[] {
  const loopback = "127.0.0.1";
  const table: Record<string, [host: string, port: number][]> = {
    etcd: [
      [loopback, ports.etcdClient],
      [loopback, ports.etcdPeer],
    ],
    "kube-apiserver": [[gateway, ports.apiServer]],
    "kube-controller-manager": [[loopback, ports.controllerManager]],
    "kube-scheduler": [[loopback, ports.scheduler]],
    kubelet: [
      [gateway, ports.kubelet],
      [loopback, ports.kubeletHealth],
    ],
    "kube-proxy": [
      [loopback, ports.proxyHealth],
      [loopback, ports.proxyMetrics],
    ],
    registry: [[loopback, ports.registry]],
  };
  return (table[service] ?? []).map(([host, port]) => ({ name: service, host, port }));
}

async function ownerOfPort(port: number): Promise<string> {
  const listing = await tryRun("ss", ["-H", "-ltnp", `sport = :${port}`]);
  const pid = /pid=(\d+)/.exec(listing.stdout)?.[1];
  if (!pid) return "";
  const command = processInfo(Number(pid))?.command.slice(0, 2).join(" ") ?? "";
  return ` by process ${pid}${command ? ` (${command})` : ""}`;
}
