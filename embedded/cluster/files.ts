import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Writes a file whole or not at all: a crash leaves the old content or the new, never a part. An unchanged file is not touched.
 *
 * @param file absolute path; missing parent directories are made (0700)
 * @param content the text
 * @param mode permission bits, default 0600
 * @returns whether the content changed
 */
export function writeFileAtomically(file: string, content: string, mode = 0o600): boolean {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (readIfPresent(file) === content) {
    fs.chmodSync(file, mode);
    return false;
  }
  const temporary = `${file}.${process.pid}.new`;
  const descriptor = fs.openSync(temporary, "w", mode);
  try {
    fs.writeSync(descriptor, content);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.chmodSync(temporary, mode);
  fs.renameSync(temporary, file);
  return true;
}

/** Makes a symbolic link, or leads an existing one elsewhere, so that at no time there is none. */
export function linkAtomically(link: string, target: string): void {
  if (fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && fs.readlinkSync(link) === target) return;
  const temporary = `${link}.${process.pid}.new`;
  fs.symlinkSync(target, temporary);
  fs.renameSync(temporary, link);
}

/** The text of a file, or undefined if there is none. */
export function readIfPresent(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ESRCH") return undefined;
    throw error;
  }
}

/** Removes a directory, unless it is not there, in use, or somebody's files are in it. */
export function removeIfEmpty(directory: string): void {
  try {
    fs.rmdirSync(directory);
  } catch {
    // Then it stays.
  }
}
