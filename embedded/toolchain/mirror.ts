import * as fs from "node:fs";
import * as path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import * as zlib from "node:zlib";
import type { Report } from "../report";
import { type Binary, binaryKey, moduleDirectory } from "./binaries";
import { sha256 } from "./cache";

/** The committed checksum of a program: of which inputs it is, and the SHA-256 of the file. */
export interface Checksum {
  key: string;
  sha256: string;
}

/**
 * The checksums a mirror's files are held against. They are committed beside the sources, never fetched from the mirror: builds
 * are reproducible, so whoever trusts this tree needs to trust no mirror.
 */
export const checksumsFile = path.join(moduleDirectory, "checksums.json");

export function readChecksums(file = checksumsFile): Record<string, Checksum> {
  return JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, Checksum>;
}

/** The name of a program's file on a mirror. */
export function mirrorFile(name: string, key: string): string {
  return `${name}-${key}-linux-amd64.gz`;
}

/**
 * Downloads a program from a release mirror.
 *
 * @param base URL of the mirror's folder, `http:` or `https:`
 * @param target the file to write; it is not there after a failure
 * @throws Error when the mirror does not answer or lacks the file, when the tree has no checksum for it, or when the content is
 *   not what the checksum says
 */
export async function downloadBinary(
  base: string,
  binary: Binary,
  target: string,
  report: Report,
  checksums: Record<string, Checksum> = readChecksums(),
): Promise<void> {
  const key = binaryKey(binary);
  const expected = checksums[binary.name];
  if (expected?.key !== key) {
    throw new Error(
      `No checksum for ${binary.name} of these sources (key ${key}) in embedded/toolchain/checksums.json, so nothing can be ` +
        `downloaded safely. Unset PLATFORM_MIRROR to build it, or record it with: npm run toolchain -- checksums`,
    );
  }
  const url = new URL(mirrorFile(binary.name, key), base.endsWith("/") ? base : `${base}/`);
  report(`downloading ${binary.name} from ${url.host}`);
  const response = await fetch(url, { signal: AbortSignal.timeout(600_000) }).catch((error: unknown) => {
    throw new Error(`The mirror ${base} (PLATFORM_MIRROR) does not answer: ${causeOf(error)}`, { cause: error });
  });
  if (!response.ok || !response.body) {
    throw new Error(`The mirror ${base} (PLATFORM_MIRROR) answers ${response.status} to ${url.pathname}.`);
  }
  try {
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
      zlib.createGunzip(),
      fs.createWriteStream(target, { mode: 0o755 }),
    );
    const found = await sha256(target);
    if (found !== expected.sha256) {
      throw new Error(
        `Checksum mismatch: ${url.href} has SHA-256 ${found}, wanted ${expected.sha256}. The file was refused and removed. ` +
          `The mirror is damaged or not to be trusted; unset PLATFORM_MIRROR to build instead.`,
      );
    }
  } catch (error) {
    fs.rmSync(target, { force: true });
    throw error;
  }
}

/** Writes a program as a mirror serves it into `directory`. */
export async function exportBinary(file: string, name: string, key: string, directory: string): Promise<void> {
  fs.mkdirSync(directory, { recursive: true });
  const target = path.join(directory, mirrorFile(name, key));
  await pipeline(fs.createReadStream(file), zlib.createGzip(), fs.createWriteStream(target));
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
