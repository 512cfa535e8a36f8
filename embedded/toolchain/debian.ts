import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import type { Report } from "../report";
import { cachedPath, ensureCached, hashInputs, withLock } from "./cache";

const execute = promisify(execFile);

/** Packages whose daemons must not run by themselves: unpacked into the cache, not installed. */
const UNPACKED = ["containerd", "runc", "docker.io", "docker-registry", "containernetworking-plugins"];

/** Packages that only bring tools and libraries, and what tells that they are there already. */
const INSTALLED: Record<string, string> = {
  s6: "/usr/bin/s6-svscan",
  iptables: "/usr/sbin/iptables",
  nftables: "/usr/sbin/nft",
  iproute2: "/usr/bin/ip",
  debootstrap: "/usr/sbin/debootstrap",
  "ca-certificates": "/etc/ssl/certs/ca-certificates.crt",
  mount: "/usr/bin/mount",
  // What the unpacked programs are linked with.
  libseccomp2: "/usr/lib/x86_64-linux-gnu/libseccomp.so.2",
  "libdevmapper1.02.1": "/usr/lib/x86_64-linux-gnu/libdevmapper.so.1.02.1",
  libsystemd0: "/usr/lib/x86_64-linux-gnu/libsystemd.so.0",
};

const PROGRAMS = {
  containerd: "usr/bin/containerd",
  ctr: "usr/bin/ctr",
  runc: "usr/sbin/runc",
  dockerd: "usr/sbin/dockerd",
  docker: "usr/bin/docker",
  "docker-registry": "usr/bin/docker-registry",
} as const;

/** Programs that come from Debian packages. */
export type DebianProgram = keyof typeof PROGRAMS;

/** Whether a program comes from a Debian package. */
export function isDebianProgram(name: string): name is DebianProgram {
  return name in PROGRAMS;
}

/** The unpacked packages. */
export interface DebianPackages {
  /** The absolute path of a program. */
  path(name: DebianProgram): string;
  /** The directory of the CNI plugins. */
  cniPlugins: string;
}

/**
 * Makes sure that the Debian packages of the embedded cluster are there: tools and libraries installed on the machine,
 * daemons unpacked into the cache. apt checks the signatures and checksums of both.
 *
 * @param report is told what is fetched
 * @throws Error, with apt's own words, when a package cannot be had
 */
export async function ensureDebianPackages(report: Report): Promise<DebianPackages> {
  if (!fs.existsSync("/usr/bin/apt-get")) {
    throw new Error(
      "The embedded cluster takes containerd, runc and others from Debian packages, and this machine has no apt-get. " +
        "Use Debian 12, or name a cluster you have in the stack's configuration.",
    );
  }
  await ensureInstalled(INSTALLED, report);
  const root = await ensureCached("debian", cacheKey(), (directory) =>
    withLock("apt-download", report, () => unpack(directory, report)),
  );
  return packagesBelow(root);
}

/** The unpacked packages if they are there already. */
export function installedDebianPackages(): DebianPackages | undefined {
  const root = cachedPath("debian", cacheKey());
  return fs.existsSync(root) ? packagesBelow(root) : undefined;
}

function packagesBelow(root: string): DebianPackages {
  return {
    path: (name) => path.join(root, PROGRAMS[name]),
    cniPlugins: path.join(root, "usr/lib/cni"),
  };
}

/** Another Debian release brings other packages. */
function cacheKey(): string {
  const release = /^VERSION_CODENAME=.*$/m.exec(fs.readFileSync("/etc/os-release", "utf8"))?.[0] ?? "";
  return hashInputs(__dirname, [], [...UNPACKED, release]);
}

/**
 * Installs those Debian packages on the machine that are not there yet.
 *
 * @param packages the name of each, and a file that tells that it is there already, from wherever
 * @throws Error when they are missing and this is not root, or with apt's own words
 */
export async function ensureInstalled(packages: Record<string, string>, report: Report): Promise<void> {
  const missing = Object.entries(packages)
    .filter(([, file]) => !fs.existsSync(file))
    .map(([name]) => name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(
      `These Debian packages are missing: ${missing.join(", ")}. Install them (apt-get install ${missing.join(" ")}) or run as root.`,
    );
  }
  await withLock("apt-install", report, () =>
    withPackageLists(report, async () => {
      report(`installing the Debian packages ${missing.join(", ")}`);
      await apt(["install", "--yes", "--no-install-recommends", ...missing]);
    }),
  );
}

async function unpack(directory: string, report: Report): Promise<void> {
  await unpackDebianPackages(UNPACKED, directory, report);
  for (const [name, file] of Object.entries(PROGRAMS)) {
    if (!fs.existsSync(path.join(directory, file))) throw new Error(`No Debian package brought ${name} (${file}).`);
  }
}

/**
 * Downloads Debian packages, verified by apt, and unpacks them into a directory; nothing is installed.
 *
 * @throws Error, with apt's own words, when one cannot be had
 */
export async function unpackDebianPackages(names: string[], directory: string, report: Report): Promise<void> {
  const downloads = path.join(directory, "downloads");
  fs.mkdirSync(downloads);
  await withPackageLists(report, async () => {
    report(`downloading the Debian packages ${names.join(", ")}`);
    await apt(["download", ...names], downloads);
  });
  for (const file of fs.readdirSync(downloads).filter((name) => name.endsWith(".deb"))) {
    report(`unpacking ${file}`);
    await execute("dpkg-deb", ["--extract", path.join(downloads, file), directory]);
  }
  fs.rmSync(downloads, { recursive: true });
}

/** Does it, and if the package lists are missing or too old for it, fetches them and does it again. */
async function withPackageLists(report: Report, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    report(`fetching the lists of Debian packages, since: ${(error as Error).message.split("\n").at(-1)}`);
    await apt(["update"]);
    await work();
  }
}

async function apt(args: string[], cwd = "/"): Promise<void> {
  try {
    // As root apt would drop to its own user for downloads, who may not enter the cache.
    await execute("apt-get", ["-qq", "-o", "APT::Sandbox::User=root", ...args], {
      cwd,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    throw new Error(`apt-get ${args.join(" ")} failed:\n${stderr.trim() || message}`, { cause: error });
  }
}
