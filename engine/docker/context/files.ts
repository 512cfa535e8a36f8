import * as fs from "node:fs";
import * as path from "node:path";
import { readIgnorePatterns, type IgnorePattern } from "./ignore-patterns";

/** Something in a build context. */
export interface ContextEntry {
  /** Relative to the context, with slashes. */
  name: string;
  /** As the operating system has it, without following a symbolic link. */
  stats: fs.Stats;
}

/** Which patterns match a directory or one that it is in. */
type Matched = readonly boolean[];

/**
 * Lists what a build sends to the daemon, as BuildKit's client does: everything in the context that the ignore file does not leave out,
 * with the directories that it is in, depth first and sorted by name, which is the order of the official digest. Sockets and pipes have
 * no content and are left out.
 *
 * @param context directory
 * @param dockerfile path of the Dockerfile, whose own ignore file beside it (`Dockerfile.dockerignore`) wins over the context's
 * @throws Error when a directory or the ignore file cannot be read, or a pattern is malformed
 */
export function contextEntries(context: string, dockerfile: string): ContextEntry[] {
  const patterns = ignorePatterns(context, dockerfile);
  const mayHoldException = exceptionFinder(patterns);
  const entries: ContextEntry[] = [];

  /** @param pending the directories on the way that nothing has been listed of */
  const visit = (directory: string, parent: Matched, pending: readonly ContextEntry[]): void => {
    const names = fs.readdirSync(path.join(context, directory)).sort(byBytes);
    let waiting = pending;
    for (const base of names) {
      const name = directory ? `${directory}/${base}` : base;
      const entry = { name, stats: fs.lstatSync(path.join(context, name)) };
      const { isIgnored, matched } = judge(patterns, name, parent);
      const isDirectory = entry.stats.isDirectory();
      if (!isIgnored && (isDirectory || entry.stats.isFile() || entry.stats.isSymbolicLink())) {
        entries.push(...waiting, entry);
        waiting = [];
      }
      if (isDirectory && (!isIgnored || mayHoldException(name))) {
        const before = entries.length;
        visit(name, matched, isIgnored ? [...waiting, entry] : []);
        if (entries.length > before) waiting = [];
      }
    }
  };
  visit("", [], []);
  return entries;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function ignorePatterns(context: string, dockerfile: string): IgnorePattern[] {
  const file = [`${dockerfile}.dockerignore`, path.join(context, ".dockerignore")].find((one) => fs.existsSync(one));
  return file === undefined ? [] : readIgnorePatterns(fs.readFileSync(file, "utf8"), file);
}

/** Goes through the patterns in order: the last one that matches a path, or a directory that it is in, decides. */
function judge(
  patterns: readonly IgnorePattern[],
  name: string,
  parent: Matched,
): { isIgnored: boolean; matched: Matched } {
  let isIgnored = false;
  const matched = patterns.map(({ isException, matches }, index) => {
    // A pattern that could change nothing is not asked, nor does what is below a directory learn of it.
    const isMatch = parent[index] === true || (isException === isIgnored && matches(name));
    if (isMatch) isIgnored = !isException;
    return isMatch;
  });
  return { isIgnored, matched };
}

/** Tells of directories that are left out whether an exception may bring back something in them. */
function exceptionFinder(patterns: readonly IgnorePattern[]): (directory: string) => boolean {
  const exceptions = patterns
    .filter(({ isException }) => isException)
    .map(({ glob }) => glob.replace(/\/\*\*$/, "").replace(/\/\*$/, ""));
  if (exceptions.some((glob) => /[*[\]?^\\]/.test(glob))) return () => true;
  return (directory) => exceptions.some((glob) => `${glob}/`.startsWith(`${directory}/`));
}
