import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ClusterBinaries } from "../cluster/layout";
import { run } from "../cluster/run";
import type { Report } from "../report";
import type { ImageRecord } from "./record";
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
 * @param record of a registry that is ready
 * @param binaries where the programs are
 * @returns the reference by digest of each
 */
export async function ensureSystemImages(
  record: ImageRecord,
  binaries: ClusterBinaries,
  report: Report,
): Promise<Record<SystemImage, string>> {
  const references = {} as Record<SystemImage, string>;
  for (const name of SYSTEM_IMAGES) {
    const image = definition(name, binaries);
    references[name] = await record.ensure(name, inputOf(image), (reference) => {
      report(`pushing the image ${reference}`);
      return push(image, binaries, reference);
    });
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

async function push(image: ScratchImage, binaries: ClusterBinaries, reference: string): Promise<void> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "platform-image-"));
  try {
    const archive = path.join(directory, `${image.name}.tar`);
    await writeScratchImage(image, archive);
    await run(binaries.path("crane"), ["push", "--insecure", archive, reference], { timeout: 300_000 });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
