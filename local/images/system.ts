import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ClusterBinaries } from "../cluster/layout";
import { readIfPresent, writeFileAtomically } from "../cluster/files";
import { run } from "../cluster/run";
import type { Report } from "../report";
import type { LoopbackRegistry } from "./registry";
import { mirrorReference } from "./registry";
import { writeScratchImage, type ScratchImage } from "./scratch";

/** The images the cluster itself needs: one static program each. */
export const SYSTEM_IMAGES = ["pause", "coredns", "metrics-server"] as const;
export type SystemImage = (typeof SYSTEM_IMAGES)[number];

/** Nobody's user id; none of these programs needs a name or a home. */
const USER = "65534:65534";

function definition(name: SystemImage, binaries: ClusterBinaries): ScratchImage {
  return { name, files: { [name]: binaries.path(name) }, entrypoint: [`/${name}`], user: USER };
}

/**
 * Pushes the system images to the embedded registry, those that are not there yet in this very form.
 *
 * @param registry a registry that is ready
 * @param binaries where the programs are
 * @param recordFile where to remember which input gave which digest
 * @returns the reference by digest of each
 */
export async function ensureSystemImages(
  registry: LoopbackRegistry,
  binaries: ClusterBinaries,
  recordFile: string,
  report: Report,
): Promise<Record<SystemImage, string>> {
  const record = JSON.parse(readIfPresent(recordFile) ?? "{}") as Record<string, { input: string; digest: string }>;
  const references = {} as Record<SystemImage, string>;
  for (const name of SYSTEM_IMAGES) {
    const { repository, tag } = mirrorReference(name);
    const input = inputOf(definition(name, binaries));
    const known = record[name];
    if (known?.input !== input || (await registry.digest(repository, tag)) !== known.digest) {
      report(`pushing the image ${repository}:${tag}`);
      record[name] = { input, digest: await push(registry, name, binaries) };
      writeFileAtomically(recordFile, JSON.stringify(record, null, 2));
    }
    references[name] = `${registry.address}/${repository}@${record[name]!.digest}`;
  }
  return references;
}

/** Size and time of change tell one build of a program from another; hashing 150 MB at every start would cost a second. */
function inputOf(image: ScratchImage): string {
  const stats = Object.values(image.files).map((file) => fs.statSync(fs.realpathSync(file)));
  return createHash("sha256")
    .update(JSON.stringify([image, stats.map(({ size, mtimeMs }) => [size, mtimeMs])]))
    .digest("hex");
}

async function push(registry: LoopbackRegistry, name: SystemImage, binaries: ClusterBinaries): Promise<string> {
  const { repository, tag } = mirrorReference(name);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-image-"));
  try {
    const archive = path.join(directory, `${name}.tar`);
    await writeScratchImage(definition(name, binaries), archive);
    await run(binaries.path("crane"), ["push", "--insecure", archive, `${registry.address}/${repository}:${tag}`], {
      timeout: 300_000,
    });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
  const digest = await registry.digest(repository, tag);
  if (!digest) throw new Error(`${repository}:${tag} was pushed to ${registry.address}, which does not have it`);
  return digest;
}
