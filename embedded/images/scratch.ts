import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as tar from "tar";
import { sha256 } from "../toolchain/cache";

/** An image of nothing but static executables, FROM scratch. */
export interface ScratchImage {
  /** Name in the archive; the registry decides the final one. */
  name: string;
  /** Files of the image: path in the image -> file on this machine. All become executable and owned by root. */
  files: Record<string, string>;
  entrypoint: string[];
  /** `uid:gid` the program runs as. */
  user: string;
}

/** The same input gives the same digest: nothing of the archive depends on when or where it is made. */
const EPOCH = new Date(0);

/**
 * Writes the image as an archive that `crane push` and `docker load` take.
 *
 * @param image what is in it
 * @param archive the file to write
 */
export async function writeScratchImage(image: ScratchImage, archive: string): Promise<void> {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "platform-image-"));
  try {
    const root = path.join(work, "root");
    for (const [inside, outside] of Object.entries(image.files)) {
      const target = path.join(root, inside);
      fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 });
      fs.copyFileSync(outside, target);
      fs.chmodSync(target, 0o755);
    }
    await archiveDirectory(root, path.join(work, "layer.tar"));
    const diffId = await sha256(path.join(work, "layer.tar"));
    const configuration = JSON.stringify({
      architecture: "amd64",
      os: "linux",
      created: EPOCH.toISOString(),
      config: { Entrypoint: image.entrypoint, User: image.user, WorkingDir: "/" },
      rootfs: { type: "layers", diff_ids: [`sha256:${diffId}`] },
      history: [{ created: EPOCH.toISOString(), created_by: image.name }],
    });
    const configurationName = `${createHash("sha256").update(configuration).digest("hex")}.json`;
    fs.writeFileSync(path.join(work, configurationName), configuration);
    const manifest = [{ Config: configurationName, RepoTags: [`${image.name}:latest`], Layers: ["layer.tar"] }];
    fs.writeFileSync(path.join(work, "manifest.json"), JSON.stringify(manifest));
    await tar.create({ file: archive, cwd: work, portable: true, mtime: EPOCH }, [
      "manifest.json",
      configurationName,
      "layer.tar",
    ]);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function archiveDirectory(directory: string, file: string): Promise<void> {
  await tar.create(
    {
      file,
      cwd: directory,
      portable: true,
      mtime: EPOCH,
      onWriteEntry: (entry) => Object.assign(entry.stat ?? {}, { uid: 0, gid: 0 }),
    },
    fs.readdirSync(directory).sort(),
  );
}
