import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** What a cluster could leave on a machine. */
export interface MachineTraces {
  /** Network interfaces. */
  links: string[];
  routes: string[];
  /** Mount points. */
  mounts: string[];
  /** Packet filter of both families: chains with their policies, and rules, without counters. */
  rules: string[];
  /** Control groups, except those of systemd's services, which come and go. */
  groups: string[];
  /** Programs that run, by name. */
  processes: string[];
  /** What stands in the places that programs keep data in and no Debian package owns. */
  files: string[];
  /** Settings of the kernel. */
  settings: Record<string, string>;
}

/** Where a Kubernetes node, its container runtime and the commands of this program put things. */
const PLACES = [
  "/run",
  "/run/containerd/s",
  "/run/docker/plugins",
  "/tmp",
  "/var/lib",
  "/var/lib/cni",
  "/var/log",
  "/opt",
  "/etc",
  "/usr/libexec",
  "/root",
];

/** What comes and goes by itself, or is meant to stay: what apt and npm note of their own work, the code that Node.js compiled. */
const OF_OTHERS = new RegExp(
  `^(/run/(user|utmp|lock|systemd|udev|mount|log|xtables\\.lock|blkid)|/root/\\.npm|/tmp/(node-compile-cache|tsx-|systemd-)` +
    "|/var/log/(apt|dpkg\\.log|journal|btmp|wtmp|lastlog|alternatives\\.log))",
);

/** Those that a component of the cluster changes. */
const SETTINGS = [
  "kernel/keys/root_maxbytes",
  "kernel/keys/root_maxkeys",
  "kernel/panic",
  "kernel/panic_on_oops",
  "net/bridge/bridge-nf-call-iptables",
  "net/ipv4/conf/all/route_localnet",
  "net/ipv4/ip_forward",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
];

function linesOf(file: string): string[] {
  const { status, stdout, error, stderr } = spawnSync(file, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${file}: ${error?.message ?? stderr}`);
  return stdout.split("\n").filter(Boolean);
}

function isOwned(file: string): boolean {
  return spawnSync("dpkg-query", ["--search", file]).status === 0;
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}

/** Looks at all of it now. */
export function machineTraces(): MachineTraces {
  const filter = ["iptables-save", "ip6tables-save"].flatMap((file) => linesOf(file));
  const listed = PLACES.filter((place) => fs.existsSync(place)).flatMap((place) =>
    fs.readdirSync(place).map((name) => path.join(place, name)),
  );
  const programs = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/cmdline`) !== "")
    .map((name) => read(`/proc/${name}/comm`))
    // systemd names its helpers so while they are on their way to something else.
    .filter((name) => !name.startsWith("("));
  return {
    links: fs.readdirSync("/sys/class/net").sort(),
    routes: read("/proc/net/route").split("\n").sort(),
    mounts: read("/proc/mounts")
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "")
      .sort(),
    rules: filter
      .filter((line) => /^[-:]/.test(line))
      // The kernel makes a table's own chains, which accept all, when somebody looks at that table for the first time.
      .filter((line) => !/^:[A-Z]+ ACCEPT\b/.test(line))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, ""))
      .sort(),
    groups: fs
      .readdirSync("/sys/fs/cgroup", { recursive: true, encoding: "utf8" })
      .filter((name) => !name.includes(".service"))
      .filter((name) => fs.statSync(`/sys/fs/cgroup/${name}`, { throwIfNoEntry: false })?.isDirectory())
      .sort(),
    processes: [...new Set(programs)].sort(),
    files: listed.filter((file) => !OF_OTHERS.test(file) && !isOwned(file)).sort(),
    settings: Object.fromEntries(SETTINGS.map((name) => [name, read(`/proc/sys/${name}`)])),
  };
}
