import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import * as lockfile from "proper-lockfile";
import { cacheDirectory } from "../../engine/cache-directory";
import type { Report } from "../report";

/** Directories of the cache whose name ends in a hash of all that their content was made from. */
export function cachedPath(name: string, key: string): string {
  return path.join(cacheDirectory(), "toolchain", `${name}-${key}`);
}

/**
 * Hashes what something is made from.
 *
 * @param files files and folders; a folder counts with everything below it
 * @param settings further text that decides the result, such as flags and versions
 * @returns 16 hexadecimal digits
 */
export function hashInputs(root: string, files: string[], settings: string[]): string {
  const hash = crypto.createHash("sha256");
  for (const setting of settings) hash.update(`setting ${JSON.stringify(setting)}\n`);
  for (const file of files.flatMap((entry) => filesBelow(path.join(root, entry))).sort()) {
    const content = fs.readFileSync(file);
    hash.update(`file ${JSON.stringify(path.relative(root, file))} ${content.length}\n`);
    hash.update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

/** The SHA-256 of a file's content, in hexadecimal; the file is streamed, so that its size does not matter. */
export async function sha256(file: string): Promise<string> {
  const hash = crypto.createHash("sha256");
  await pipeline(fs.createReadStream(file), hash);
  return hash.digest("hex");
}

function filesBelow(entry: string): string[] {
  if (!fs.statSync(entry).isDirectory()) return [entry];
  return fs.readdirSync(entry).flatMap((name) => filesBelow(path.join(entry, name)));
}

/**
 * Makes a cached directory if it is not there: `make` fills a temporary one, which is renamed when it is complete, so that a
 * directory with the final name is always whole, whatever was interrupted.
 *
 * @returns the directory
 */
export async function ensureCached(
  name: string,
  key: string,
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const target = cachedPath(name, key);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const temporary = fs.mkdtempSync(`${target}.partial-`);
  try {
    await make(temporary);
    fs.chmodSync(temporary, 0o755);
    publish(temporary, target);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
  return target;
}

function publish(temporary: string, target: string): void {
  try {
    fs.renameSync(temporary, target);
  } catch (error) {
    // Somebody else finished first with the same inputs: theirs serves as well.
    if (!fs.existsSync(target)) throw error;
  }
}

/**
 * Runs `work` while no other process of this user holds the lock of that name. Says once that it waits, and for whom. A lock
 * whose holder died is taken over after ten seconds.
 */
export async function withLock<T>(name: string, report: Report, work: () => Promise<T>): Promise<T> {
  const directory = path.join(cacheDirectory(), "locks");
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, name);
  const holder = `${file}.holder`;
  const options = { realpath: false, stale: 10_000, update: 2_000 };
  let release: (() => Promise<void>) | undefined;
  for (let waited = 0; !release; waited++) {
    try {
      release = await lockfile.lock(file, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      if (waited === 0) report(`waiting for ${readHolder(holder)}, which is already at it`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  try {
    fs.writeFileSync(holder, `process ${process.pid} (in ${process.cwd()})`);
    return await work();
  } finally {
    await release();
  }
}

function readHolder(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "another process";
  }
}
