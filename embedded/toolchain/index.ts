import * as fs from "node:fs";
import * as path from "node:path";
import type { Report } from "../report";
import { type Binary, binaries, binaryKey } from "./binaries";
import { buildBinaries } from "./build";
import { cachedPath, ensureCached, withLock } from "./cache";
import { ensureGo } from "./go";
import { downloadBinary } from "./mirror";

/** Names of the programs that are built from the Go module. */
export type BinaryName =
  | "kubernetes"
  | "kubectl"
  | "pulumi"
  | "coredns"
  | "metrics-server"
  | "network-policy-controller"
  | "network-policy-plugin"
  | "storage-provisioner"
  | "crane";

/** The programs of the local target, each a file in the cache. */
export interface Toolchain {
  /** Path of a program. */
  path(name: BinaryName): string;
}

/** The toolchain as far as it is complete; undefined when a program is missing. Looks only, builds nothing. */
export function installedToolchain(): Toolchain | undefined {
  return binaries.every(isCached) ? { path: pathOf } : undefined;
}

/**
 * Makes every program that is missing, from the mirror named by `PLATFORM_MIRROR` or from sources. Processes that want the same
 * at the same time wait for the first one's result.
 *
 * @param environment where `PLATFORM_MIRROR` is read from
 * @throws Error when a download is refused or a build fails; what was finished before is kept
 */
export async function ensureToolchain(
  report: Report,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Toolchain> {
  const installed = installedToolchain();
  if (installed) return installed;
  return withLock("toolchain", report, async () => {
    const missing = binaries.filter((binary) => !isCached(binary));
    const mirror = environment.PLATFORM_MIRROR;
    if (mirror) {
      for (const binary of missing) {
        await publish(binary, (file) => downloadBinary(mirror, binary, file, report));
      }
    } else if (missing.length > 0) {
      await buildMissing(missing, report);
    }
    return { path: pathOf };
  });
}

async function buildMissing(missing: readonly Binary[], report: Report): Promise<void> {
  const go = await ensureGo(report);
  const prefix = cachedPath("build", "work-");
  fs.mkdirSync(path.dirname(prefix), { recursive: true });
  const work = fs.mkdtempSync(prefix);
  try {
    await buildBinaries(go, missing, work, report);
    for (const binary of missing) {
      await publish(binary, (file) => {
        fs.renameSync(path.join(work, binary.name), file);
        return Promise.resolve();
      });
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function publish(binary: Binary, write: (file: string) => Promise<void>): Promise<void> {
  await ensureCached(binary.name, binaryKey(binary), async (directory) => {
    await write(path.join(directory, binary.name));
    for (const link of binary.links ?? []) fs.symlinkSync(binary.name, path.join(directory, link));
  });
}

function isCached(binary: Binary): boolean {
  return fs.existsSync(cachedPath(binary.name, binaryKey(binary)));
}

/** Path of a program if it is built from exactly these sources; undefined when it is not. */
export function installedProgram(binary: Binary): string | undefined {
  return isCached(binary) ? pathOf(binary.name as BinaryName) : undefined;
}

function pathOf(name: BinaryName): string {
  const binary = binaries.find((candidate) => candidate.name === name || candidate.links?.includes(name));
  if (!binary) throw new Error(`The toolchain has no program named ${name}.`);
  return path.join(cachedPath(binary.name, binaryKey(binary)), name);
}
