import * as fs from "node:fs";
import * as path from "node:path";
import { readIfPresent, writeFileAtomically } from "./files";
import type { Report } from "../report";
import { ClusterError } from "./errors";
import { findForeignNode, type ForeignNode } from "./foreign-node";
import { removePolicyTable } from "./policies";
import { BRIDGE_NAME, type ClusterLayout } from "./layout";
import { recordChains, removeChains, savedTables } from "./chains";
import { CHAINS, chainRules } from "./packet-filter";
import { run, tryRun } from "./run";

/** The cluster's addresses. Chosen once, at the first start, and kept. */
export interface ClusterNetwork {
  /** Network of the bridge: pods and build containers. */
  podCidr: string;
  /** The bridge's own address: the node's and the API server's. */
  gateway: string;
  prefixLength: number;
  /** The part of the pod network that pods get addresses from. */
  podRange: { start: string; end: string };
  /** The part of the pod network that dockerd gives build containers addresses from. */
  buildCidr: string;
  serviceCidr: string;
  /** The `kubernetes` Service. */
  apiServiceAddress: string;
  dnsServiceAddress: string;
}

/** Second octets of 10.0.0.0/8 tried in this order; each stands for two networks, pods and services. */
const CANDIDATES = [210, 212, 214, 216, 218, 220, 222, 224];

/**
 * Chooses networks that no route of this machine uses.
 *
 * @param routes the destinations of the machine's routes, such as `10.0.0.0/8`; the default route not among them
 * @throws ClusterError if every candidate is in use
 */
export function chooseNetwork(routes: string[]): ClusterNetwork {
  const free = CANDIDATES.find(
    (octet) => !routes.some((route) => overlaps(route, octet) || overlaps(route, octet + 1)),
  );
  if (free === undefined) {
    throw new ClusterError(
      `every network the embedded cluster could use (10.${CANDIDATES[0]}.0.0/16 and up) overlaps a route of this machine`,
      "remove a route that covers 10.0.0.0/8 (`ip route` lists them; a VPN is the usual owner), then start again",
    );
  }
  const pods = `10.${free}`;
  const services = `10.${free + 1}`;
  return {
    podCidr: `${pods}.0.0/22`,
    gateway: `${pods}.0.1`,
    prefixLength: 22,
    podRange: { start: `${pods}.0.2`, end: `${pods}.2.254` },
    buildCidr: `${pods}.3.0/24`,
    serviceCidr: `${services}.0.0/16`,
    apiServiceAddress: `${services}.0.1`,
    dnsServiceAddress: `${services}.0.10`,
  };
}

/** Whether a route covers a part of 10.OCTET.0.0/16, or the other way round. */
function overlaps(route: string, octet: number): boolean {
  const [address = "", length = "32"] = route.split("/");
  const bits = Math.min(Number(length), 16);
  const toNumber = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return (toNumber(address) & mask) >>> 0 === (toNumber(`10.${octet}.0.0`) & mask) >>> 0;
}

/** The destinations of the machine's routes, without the default route and without those of our own bridge. */
export async function machineRoutes(): Promise<string[]> {
  const routes = JSON.parse(await run("ip", ["-json", "-4", "route", "show"])) as { dst: string; dev?: string }[];
  return routes.filter((route) => route.dst !== "default" && route.dev !== BRIDGE_NAME).map((route) => route.dst);
}

/** The run directory of the cluster that the bridge belongs to; undefined if there is no bridge. */
async function bridgeOwner(): Promise<string | undefined> {
  const found = await tryRun("ip", ["-json", "link", "show", BRIDGE_NAME]);
  // Where there is no `ip` yet, nothing has been made with it.
  if (found.code === 127 || /does not exist/.test(found.stderr)) return undefined;
  if (found.code !== 0) {
    throw new ClusterError(
      `it cannot be found out whose the network interface ${BRIDGE_NAME} is`,
      "run as root, in a network namespace that may be changed",
      found.stderr,
    );
  }
  return (JSON.parse(found.stdout) as { ifalias?: string }[])[0]?.ifalias ?? "";
}

/**
 * Checks that the bridge is not that of another cluster on this machine.
 *
 * @throws ClusterError that names the other one
 */
export async function checkBridgeOwner(layout: ClusterLayout): Promise<void> {
  const owner = await bridgeOwner();
  if (owner === undefined || owner === layout.run) return;
  throw new ClusterError(
    owner
      ? `another embedded cluster runs on this machine, with the run directory ${owner}`
      : `the network interface ${BRIDGE_NAME} is not the embedded cluster's`,
    owner
      ? `use that one (PLATFORM_RUN=${owner}), or stop it first`
      : `remove it (\`ip link delete ${BRIDGE_NAME}\`) if nothing needs it`,
  );
}

/**
 * Makes the bridge, the kernel settings and the packet filter rules, or repairs them. Safe to repeat.
 *
 * The rules do three things: pods reach the outside behind the machine's address; nobody outside the machine reaches the bridge,
 * the pods or the services, although forwarding is on; and a FORWARD policy of DROP (another Docker sets it) does not cut pods off.
 */
export async function setUpNetwork(layout: ClusterLayout, network: ClusterNetwork): Promise<void> {
  await recordKernelSettings(layout);
  await recordChains(layout, (await bridgeOwner()) === layout.run);
  if ((await tryRun("ip", ["link", "show", BRIDGE_NAME])).code !== 0) {
    await run("ip", ["link", "add", BRIDGE_NAME, "type", "bridge"], {
      remedy: "use a kernel with CONFIG_BRIDGE, or `modprobe bridge`",
    });
  }
  // Tells other clusters of this machine whose it is.
  await run("ip", ["link", "set", BRIDGE_NAME, "alias", layout.run]);
  await run("ip", ["address", "replace", `${network.gateway}/${network.prefixLength}`, "dev", BRIDGE_NAME]);
  await run("ip", ["link", "set", BRIDGE_NAME, "up"]);
  // Without a route of its own, traffic to a Service would take the machine's outside address as its source.
  const route = [network.serviceCidr, "dev", BRIDGE_NAME, "src", network.gateway];
  await run("ip", ["route", "replace", ...route]);
  writeSetting("net/ipv4/ip_forward", "1");
  writeSetting("net/bridge/bridge-nf-call-iptables", "1");
  // Interfaces give themselves IPv6 addresses, by which pods could reach each other past all rules.
  writeSetting("net/bridge/bridge-nf-call-ip6tables", "1");
  await installRules(network);
}

async function installRules(network: ClusterNetwork): Promise<void> {
  const rules = chainRules(network);
  for (const { table, builtin, name } of CHAINS) {
    const restore = [
      `*${table}`,
      `:${name} - [0:0]`,
      ...rules[name].map((rule) => `-A ${name} ${rule.join(" ")}`),
      "COMMIT",
    ];
    await run("iptables-restore", ["--wait", "10", "--noflush"], {
      input: restore.join("\n") + "\n",
      remedy: "the kernel needs nf_tables or ip_tables with conntrack, nat and MASQUERADE",
    });
    // First in the built-in chain, and only once: kube-proxy inserts its own jumps there too.
    while ((await tryRun("iptables", ["--wait", "10", "-t", table, "-D", builtin, "-j", name])).code === 0);
    await run("iptables", ["--wait", "10", "-t", table, "-I", builtin, "1", "-j", name]);
  }
}

/**
 * Removes the bridge, all interfaces on it, every rule and chain of the cluster's components, and puts kernel settings back. What
 * another Kubernetes node of this machine made, or may need, stays, and that is reported.
 */
export async function tearDownNetwork(layout: ClusterLayout, report: Report): Promise<void> {
  const owner = await bridgeOwner();
  // Another cluster's: its rules have the same names as ours, and there are none of ours.
  if (owner !== undefined && owner !== layout.run) return;
  const node = findForeignNode(layout);
  await removeChains(layout, owner !== undefined, node, report);
  await removePolicyTable();
  const onBridge = await tryRun("ip", ["-json", "link", "show", "master", BRIDGE_NAME]);
  const links = onBridge.stdout.trim() ? (JSON.parse(onBridge.stdout) as { ifname?: string }[]) : [];
  for (const { ifname } of links) if (ifname) await tryRun("ip", ["link", "delete", ifname]);
  await tryRun("ip", ["link", "delete", BRIDGE_NAME]);
  restoreKernelSettings(layout, await settingsOthersNeed(node), report);
}

/** Settings that others have come to rely on since the cluster made them. */
async function settingsOthersNeed(node: ForeignNode | undefined): Promise<string[]> {
  if (node) return SETTINGS;
  const translates = (await savedTables()).some(({ saved }) => / -j (MASQUERADE|SNAT|DNAT)\b/.test(saved));
  return translates ? ["net/ipv4/ip_forward"] : [];
}

/** Kernel settings that the cluster's components change, below /proc/sys. */
const SETTINGS = [
  "net/ipv4/ip_forward",
  "net/ipv4/conf/all/route_localnet",
  "net/bridge/bridge-nf-call-iptables",
  "net/bridge/bridge-nf-call-ip6tables",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
];

/** Kept only from the first start after a stop: later the values are already ours. */
async function recordKernelSettings(layout: ClusterLayout): Promise<void> {
  if (!fs.existsSync("/proc/sys/net/bridge")) await tryRun("modprobe", ["br_netfilter"]);
  if (readIfPresent(layout.sysctlRecord) !== undefined) return;
  const values = SETTINGS.map((name) => [name, readIfPresent(path.join("/proc/sys", name))?.trim()] as const);
  writeFileAtomically(layout.sysctlRecord, JSON.stringify(Object.fromEntries(values.filter(([, value]) => value))));
}

function restoreKernelSettings(layout: ClusterLayout, needed: string[], report: Report): void {
  const record = readIfPresent(layout.sysctlRecord);
  if (record === undefined) return;
  for (const [name, value] of Object.entries(JSON.parse(record) as Record<string, string>)) {
    const now = readIfPresent(path.join("/proc/sys", name))?.trim();
    if (needed.includes(name) && now !== value) {
      report(
        `the kernel setting ${name.replaceAll("/", ".")} stays ${now} (it was ${value}), since others need it now`,
      );
    } else {
      writeSetting(name, value);
    }
  }
  fs.rmSync(layout.sysctlRecord);
}

function writeSetting(name: string, value: string): void {
  const file = path.join("/proc/sys", name);
  if (readIfPresent(file)?.trim() === value) return;
  try {
    fs.writeFileSync(file, value);
  } catch (error) {
    throw new ClusterError(
      `the kernel setting ${name.replaceAll("/", ".")} cannot be set to ${value}: ${(error as Error).message}`,
      "run as root on a machine (or in a container) that may change it",
    );
  }
}
