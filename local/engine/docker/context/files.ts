import * as fs from "node:fs";
import * as path from "node:path";
import dockerignore from "@balena/dockerignore";

/** Something in a build context. */
export interface ContextEntry {
  /** Relative to the context, with slashes. */
  name: string;
  /** As the operating system has it, without following a symbolic link. */
  stats: fs.Stats;
}

/**
 * Lists what a build sends to the daemon: everything in the context that the ignore file does not exclude, depth first and
 * sorted by name, which is the order of the official digest. Sockets and pipes have no content and are left out.
 *
 * @param context directory
 * @param dockerfile path of the Dockerfile, whose own ignore file (`Dockerfile.dockerignore`) wins over the context's
 * @throws Error when a directory or the ignore file cannot be read
 */
export function contextEntries(context: string, dockerfile: string): ContextEntry[] {
  const patterns = ignorePatterns(context, dockerfile);
  const filter = dockerignore({ ignorecase: false }).add(patterns);
  const exceptions = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => literalPrefix(pattern));
  const entries: ContextEntry[] = [];

  const visit = (directory: string): void => {
    const names = fs.readdirSync(path.join(context, directory)).sort(byBytes);
    for (const base of names) {
      const name = directory ? `${directory}/${base}` : base;
      const stats = fs.lstatSync(path.join(context, name));
      const ignored = filter.ignores(name);
      if (stats.isDirectory()) {
        if (!ignored) entries.push({ name, stats });
        // An exception may bring back something inside an excluded directory.
        if (!ignored || exceptions.some((prefix) => overlaps(prefix, name))) visit(name);
      } else if (!ignored && (stats.isFile() || stats.isSymbolicLink())) {
        entries.push({ name, stats });
      }
    }
  };
  visit("");
  return entries;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function ignorePatterns(context: string, dockerfile: string): string[] {
  const own = path.basename(dockerfile) + ".dockerignore";
  const candidates = [
    path.join(path.dirname(dockerfile), own),
    path.join(context, own),
    path.join(context, ".dockerignore"),
  ];
  const file = candidates.find((candidate) => fs.existsSync(candidate));
  if (!file) return [];
  return fs
    .readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** The part of an exception before its first wildcard. */
function literalPrefix(pattern: string): string {
  const clean = path.posix.normalize(pattern.slice(1).trim()).replace(/^\/+/, "");
  const parts = clean.split("/");
  const wildcard = parts.findIndex((part) => /[*?[\\]/.test(part));
  return (wildcard < 0 ? parts : parts.slice(0, wildcard)).join("/");
}

function overlaps(prefix: string, directory: string): boolean {
  return prefix === "" || `${prefix}/`.startsWith(`${directory}/`) || `${directory}/`.startsWith(`${prefix}/`);
}
