import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { contextEntries } from "./files";

/**
 * The digest of a build context: equal as long as a build would send the same. It is computed exactly as the official
 * plugin does, so that a state goes on with either: SHA-256 over name, mode as Go prints it, SHA-256 of the content and a
 * zero byte of each file, the Dockerfile first under the name `Dockerfile`, whatever its own.
 *
 * @param context directory, as the program gives it: the official digest of a symbolic link contains its resolved path
 * @returns 64 hexadecimal digits
 */
export async function contextDigest(context: string, dockerfile: string): Promise<string> {
  const total = createHash("sha256");
  const add = (name: string, mode: string, content: Buffer): void => {
    total.update(name).update(mode).update(content).update(Buffer.of(0));
  };
  add("Dockerfile", goFileMode(0), await fileDigest(dockerfile));
  for (const { name, stats } of contextEntries(context, dockerfile)) {
    if (stats.isDirectory()) continue;
    const file = path.join(context, name);
    const content = stats.isSymbolicLink() ? linkDigest(file) : await fileDigest(file);
    add(name, goFileMode(stats.mode), content);
  }
  return total.digest("hex");
}

async function fileDigest(file: string): Promise<Buffer> {
  const hash = createHash("sha256");
  await pipeline(fs.createReadStream(file), hash);
  return hash.digest();
}

/** A link counts by where it leads, not by what is there; one that leads nowhere counts by its text. */
function linkDigest(file: string): Buffer {
  let target: string;
  try {
    target = path.isAbsolute(file) ? fs.realpathSync(file) : path.relative(process.cwd(), fs.realpathSync(file));
  } catch {
    target = fs.readlinkSync(file);
  }
  return createHash("sha256").update(target).digest();
}

/** A file mode as Go's `fs.FileMode` prints it: `-rw-r--r--`, `Lrwxrwxrwx`, `urwxr-xr-x`. */
export function goFileMode(mode: number): string {
  const types: Record<number, string> = {
    [fs.constants.S_IFLNK]: "L",
    [fs.constants.S_IFIFO]: "p",
    [fs.constants.S_IFSOCK]: "S",
    [fs.constants.S_IFDIR]: "d",
  };
  const special = [
    [0o4000, "u"],
    [0o2000, "g"],
    [0o1000, "t"],
  ] as const;
  const prefix =
    (types[mode & fs.constants.S_IFMT] ?? "") + special.map(([bit, letter]) => (mode & bit ? letter : "")).join("");
  const permissions = [..."rwxrwxrwx"].map((letter, place) => (mode & (0o400 >> place) ? letter : "-")).join("");
  return (prefix || "-") + permissions;
}
