import * as fs from "node:fs";
import * as path from "node:path";
import { ClusterError } from "../cluster/errors";
import { run } from "../cluster/run";
import type { Report } from "../report";
import { ensureCached, hashInputs, withLock } from "../toolchain/cache";
import { extraAuthorities } from "./trust";

const RELEASE = "bookworm";
const BOOTSTRAP_LIMIT = 900_000;

/** What no program in an image reads. */
const UNREAD = ["usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "var/cache/apt", "var/log"];

/** The Debian file system and what it was made from. */
export interface DebianRoot {
  /** A tar archive. */
  archive: string;
  /** Changes when the result would. */
  key: string;
}

/**
 * Makes the file system of the Debian base image from the machine's own Debian mirror, or takes it from the cache: the smallest
 * variant with today's security updates, the machine's proxy and clock settings for apt, and its certificate authorities.
 *
 * @param packages Debian packages that are in it as well, without what they only recommend; default none
 */
export async function ensureDebianRoot(report: Report, packages: readonly string[] = []): Promise<DebianRoot> {
  const sources = await machineSources();
  const settings = await aptSettings();
  const authorities = extraAuthorities();
  const key = hashInputs(
    __dirname,
    ["debian.ts"],
    [RELEASE, JSON.stringify(sources), settings, ...authorities.map(({ pem }) => pem), ...packages],
  );
  const directory = await ensureCached("debian-root", key, (target) =>
    withLock("debian-root", report, async () => {
      const root = path.join(target, "root");
      report("debian: unpacking the base system");
      await run("debootstrap", ["--variant=minbase", "--include=ca-certificates", RELEASE, root, sources.mirror], {
        timeout: BOOTSTRAP_LIMIT,
        remedy: "check that the machine reaches its Debian mirror (apt-get update), then try again",
      });
      fs.writeFileSync(path.join(root, "etc/apt/sources.list"), `${sources.lines.join("\n")}\n`);
      fs.writeFileSync(path.join(root, "etc/apt/apt.conf.d/90machine"), settings);
      for (const { fileName, pem } of authorities) {
        fs.writeFileSync(path.join(root, "usr/local/share/ca-certificates", fileName), pem);
      }
      report("debian: security updates");
      await inside(root, ["update-ca-certificates"]);
      await inside(root, ["apt-get", "-qq", "update"]);
      await inside(root, ["apt-get", "-qq", "--yes", "upgrade"]);
      if (packages.length > 0) {
        report(`debian: installing ${packages.join(", ")}`);
        await inside(root, ["apt-get", "-qq", "--yes", "--no-install-recommends", "install", ...packages]);
      }
      await inside(root, ["apt-get", "clean"]);
      clean(root);
      report("debian: packing");
      await run("tar", ["-C", root, "--numeric-owner", "--sort=name", "-cf", path.join(target, "root.tar"), "."], {
        timeout: BOOTSTRAP_LIMIT,
      });
      fs.rmSync(root, { recursive: true });
    }),
  );
  return { archive: path.join(directory, "root.tar"), key };
}

/**
 * Checks that apt offers what the base images are made from, before minutes go into what would need it.
 *
 * @throws ClusterError when it does not
 */
export async function checkDebianArchive(): Promise<void> {
  await machineSources();
}

function inside(root: string, command: string[]): Promise<string> {
  const environment = { DEBIAN_FRONTEND: "noninteractive", PATH: "/usr/sbin:/usr/bin:/sbin:/bin", SSL_CERT_FILE: "" };
  return run("chroot", [root, ...command], { timeout: BOOTSTRAP_LIMIT, environment });
}

function clean(root: string): void {
  for (const directory of UNREAD) {
    const absolute = path.join(root, directory);
    for (const name of fs.readdirSync(absolute)) fs.rmSync(path.join(absolute, name), { recursive: true });
  }
  for (const directory of ["var/lib/apt/lists", "tmp"]) {
    const absolute = path.join(root, directory);
    for (const name of fs.readdirSync(absolute)) fs.rmSync(path.join(absolute, name), { recursive: true });
  }
  // debootstrap copies the machine's; the runtime gives each container its own.
  for (const file of ["etc/resolv.conf", "etc/hostname", "etc/machine-id"])
    fs.rmSync(path.join(root, file), { force: true });
  fs.writeFileSync(path.join(root, "etc/machine-id"), "");
}

/** The machine's own sources for this release, as lines of a sources.list, and the mirror of the release itself. */
async function machineSources(): Promise<{ mirror: string; lines: string[] }> {
  let ofRelease = await aptTargets();
  if (ofRelease.length === 0) {
    // apt says what it takes from where only once it has fetched the lists.
    await run("apt-get", ["-qq", "update"], { timeout: BOOTSTRAP_LIMIT, remedy: "fix apt's sources, then try again" });
    ofRelease = await aptTargets();
  }
  const mirror = ofRelease.find((target) => target.split(" ")[1] === RELEASE)?.split(" ")[0];
  if (!mirror) {
    throw new ClusterError(
      `apt on this machine has no package archive of Debian ${RELEASE}, which the base images are made from`,
      `add Debian ${RELEASE} to apt's sources, or name a registry with base images of your own in the stack's file`,
    );
  }
  return { mirror, lines: ofRelease.map((target) => `deb ${target}`) };
}

/** What apt takes for this release, each as repository, release and component. */
async function aptTargets(): Promise<string[]> {
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const targets = new Set((await run("apt-get", ["indextargets", "--format", format])).split("\n").filter(Boolean));
  return [...targets].filter((target) => target.split(" ")[1]?.startsWith(RELEASE)).sort();
}

/** How this machine's apt reaches its mirrors: proxies, and whether the clock can be trusted. */
async function aptSettings(): Promise<string> {
  const dump = await run("apt-config", ["dump"]);
  const wanted = /^Acquire::(https?::(Proxy|Timeout)|Check-Valid-Until|Check-Date|Max-FutureTime|Retries)\b/;
  return `${dump
    .split("\n")
    .filter((line) => wanted.test(line))
    .join("\n")}\n`;
}
