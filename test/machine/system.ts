import * as fs from "node:fs";
import * as path from "node:path";
import { run } from "../../embedded/cluster/run";
import { ensureDebianRoot } from "../../embedded/images/debian";
import type { Report } from "../../embedded/report";
import { ensureCached, hashInputs, withLock } from "../../embedded/toolchain/cache";

/**
 * What the machine has: a small Debian 12 as an installer leaves it, with a Docker of its own and what README.md asks for. What the
 * embedded target needs beyond that is missing, so that it has to see to it.
 */
const PACKAGES = [
  "systemd-sysv",
  "udev",
  "dbus",
  "apparmor",
  "linux-image-amd64",
  "initramfs-tools",
  "zstd",
  "nodejs",
  "npm",
  "docker.io",
  "busybox-static",
];

const LIMIT = 1_800_000;

/** What a virtual machine boots from. */
export interface MachineSystem {
  /** A file with an ext4 file system. */
  disk: string;
  kernel: string;
  initrd: string;
}

/** Makes the disk of a Debian 12 with systemd from the machine's own Debian mirror, or takes it from the cache. */
export async function ensureMachineSystem(report: Report): Promise<MachineSystem> {
  const debian = await ensureDebianRoot(report);
  const key = hashInputs(__dirname, ["system.ts", "guest"], [debian.key]);
  const directory = await ensureCached("machine", key, (target) =>
    withLock("machine", report, async () => {
      const root = path.join(target, "root");
      fs.mkdirSync(root);
      await run("tar", ["-C", root, "--numeric-owner", "-xf", debian.archive], { timeout: LIMIT });
      await install(root, report);
      configure(root);
      for (const file of ["vmlinuz", "initrd.img"]) {
        fs.copyFileSync(path.join(root, "boot", only(path.join(root, "boot"), file)), path.join(target, file));
      }
      report("machine: writing the disk");
      await makeDisk(root, path.join(target, "disk"), "16G");
      fs.rmSync(root, { recursive: true });
    }),
  );
  return {
    disk: path.join(directory, "disk"),
    kernel: path.join(directory, "vmlinuz"),
    initrd: path.join(directory, "initrd.img"),
  };
}

/**
 * Writes a directory to a file with an ext4 file system.
 *
 * @param size as mke2fs takes it, such as `16G`; what is not used takes no space
 */
export async function makeDisk(directory: string, file: string, size: string): Promise<void> {
  await run("mke2fs", ["-q", "-t", "ext4", "-E", "lazy_itable_init=1", "-d", directory, file, size], {
    timeout: LIMIT,
  });
}

async function install(root: string, report: Report): Promise<void> {
  fs.copyFileSync("/etc/resolv.conf", path.join(root, "etc/resolv.conf"));
  // Nothing that is installed may start here.
  const refusal = path.join(root, "usr/sbin/policy-rc.d");
  fs.writeFileSync(refusal, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const script = [
    "mount -t proc proc /proc",
    "apt-get -qq update",
    `apt-get -qq --yes --no-install-recommends install ${PACKAGES.join(" ")}`,
    "apt-get clean",
  ].join(" && ");
  report(`machine: installing ${PACKAGES.join(", ")}`);
  // The mount goes with its namespace, and all that runs there with unshare, however this ends.
  await run("unshare", ["--mount", "--pid", "--kill-child", "chroot", root, "sh", "-c", script], {
    timeout: LIMIT,
    environment: { DEBIAN_FRONTEND: "noninteractive", PATH: "/usr/sbin:/usr/bin:/sbin:/bin", SSL_CERT_FILE: "" },
  });
  fs.rmSync(refusal);
}

/** The network and the names of a virtual machine, and the service that runs the tests. */
function configure(root: string): void {
  fs.cpSync(path.join(__dirname, "guest"), root, { recursive: true });
  for (const [target, unit] of [
    ["multi-user", "/etc/systemd/system/machine-tests.service"],
    ["multi-user", "/lib/systemd/system/systemd-networkd.service"],
    ["network-online", "/lib/systemd/system/systemd-networkd-wait-online.service"],
  ] as const) {
    const wanted = path.join(root, `etc/systemd/system/${target}.target.wants`);
    fs.mkdirSync(wanted, { recursive: true });
    fs.symlinkSync(unit, path.join(wanted, path.basename(unit)));
  }
}

/** The one file whose name begins so. */
function only(directory: string, beginning: string): string {
  const [name, another] = fs.readdirSync(directory).filter((one) => one.startsWith(beginning));
  if (name === undefined || another !== undefined) {
    throw new Error(`${directory} has ${name === undefined ? "no" : "more than one"} ${beginning}`);
  }
  return name;
}
