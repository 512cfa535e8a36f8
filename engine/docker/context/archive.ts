import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { Header, Pack, ReadEntry } from "tar";
import { contextEntries } from "./files";

/** A build context ready to be sent. */
export interface ContextArchive {
  /** A tar stream. */
  stream: Readable;
  /** The Dockerfile's name in it. */
  dockerfile: string;
}

/**
 * Packs a build context. The Dockerfile and the ignore file go along even when they are ignored, because the daemon needs
 * them; a Dockerfile from outside the context gets a name that nothing in the context has. Owners are left out: a build
 * must not depend on who runs it.
 *
 * @throws Error when something cannot be read
 */
export function packContext(context: string, dockerfile: string): ContextArchive {
  const root = path.resolve(context);
  const relative = path.relative(root, path.resolve(dockerfile)).split(path.sep).join("/");
  const outside = relative.startsWith("..") || path.isAbsolute(relative);
  const names = new Set(contextEntries(context, dockerfile).map((entry) => entry.name));
  if (!outside) names.add(relative);
  if (fs.existsSync(path.join(root, ".dockerignore"))) names.add(".dockerignore");

  const pack = new Pack({ cwd: root, portable: true, noDirRecurse: true, strict: true });
  // A name that begins with @ would be taken for an archive to include.
  for (const name of names) pack.add(`./${name}`);
  let inArchive = relative;
  if (outside) {
    const content = fs.readFileSync(dockerfile);
    inArchive = `.dockerfile.${createHash("sha256").update(content).digest("hex").slice(0, 20)}`;
    pack.add(memoryEntry(inArchive, content));
  }
  pack.end();
  // The daemon may stop reading early; a plain stream between ends the packing then.
  const stream = new PassThrough();
  pack.on("error", (error: unknown) => stream.destroy(error as Error));
  pack.pipe(stream as unknown as NodeJS.WriteStream);
  return { stream, dockerfile: inArchive };
}

function memoryEntry(name: string, content: Buffer): ReadEntry {
  const entry = new ReadEntry(new Header({ path: name, size: content.length, mode: 0o644, type: "File" }));
  entry.end(content);
  return entry;
}
