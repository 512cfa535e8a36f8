import * as fs from "node:fs";
import * as path from "node:path";

const CODE = /\.[cm]?[jt]s$/;

/** Stands for what a template puts into a string. */
const HOLE = "*";

/** What an import leaves out of the name of a file. */
const ENDINGS = ["", ".ts", "/index.ts", ".cjs"];

/**
 * Which files of a tree refer to which: by an import, or by a string with the path of a file or a folder that is read, copied or started.
 * What is only imported as a type is the compiler's business.
 */
export class References {
  private readonly referrers = new Map<string, Set<string>>();
  private readonly folders = new Map<string, Set<string>>();

  /**
   * @param root the top of the tree
   * @param files its files, by path from there
   */
  constructor(
    private readonly root: string,
    files: readonly string[],
  ) {
    const known = new Set(files);
    const folders = new Set(files.flatMap((file) => parents(file)));
    for (const file of files.filter((one) => CODE.test(one))) {
      for (const named of this.named(file)) {
        const target = ENDINGS.map((ending) => `${named}${ending}`).find((one) => known.has(one));
        if (target !== undefined) add(this.referrers, target, file);
        else if (folders.has(named)) add(this.folders, named, file);
        else if (named.includes(HOLE)) for (const one of files.filter(matcher(named))) add(this.referrers, one, file);
      }
    }
  }

  /** All files that need one of these, directly or by way of others; these among them. */
  needing(changed: readonly string[]): Set<string> {
    const found = new Set<string>();
    const left = [...changed];
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      left.push(...this.direct(file));
    }
    return found;
  }

  /** Whether no other file refers to a file. */
  isUnknown(file: string): boolean {
    return this.direct(file).every((referrer) => referrer === file);
  }

  private direct(file: string): string[] {
    return [
      ...(this.referrers.get(file) ?? []),
      ...parents(file).flatMap((folder) => [...(this.folders.get(folder) ?? [])]),
    ];
  }

  /** The paths, from the root, that strings of a file may mean. */
  private named(file: string): string[] {
    const text = fs.readFileSync(path.join(this.root, file), "utf8").replaceAll(/^(?:import|export) type [^;]*;/gm, "");
    const strings = [...text.replaceAll(/\$\{[\w.()]+\}/g, HOLE).matchAll(/(["'`])(?:\*\/)?([\w@.][\w@./*-]*)\1/g)];
    return strings.flatMap(([, , name = ""]) => {
      if (/^\.{1,2}\//.test(name)) return [path.posix.join(path.posix.dirname(file), name)];
      // A lone word is hardly ever a folder, and `index.ts` hardly ever the one at the top. What begins with a hole may be anything.
      const isPath = name.includes("/") || (name.includes(".") && !CODE.test(name));
      return isPath && !/^\W*\w{0,2}\*/.test(name) ? [path.posix.normalize(name)] : [];
    });
  }
}

/** Whether a file's path is what a template may become: nothing that it puts in is a part of the path of more than one folder. */
function matcher(template: string): (file: string) => boolean {
  const pattern = template.split(HOLE).map((part) => part.replaceAll(".", "\\."));
  const expression = new RegExp(`^${pattern.join("[^/]+")}$`);
  return (file) => expression.test(file);
}

/** The folders in which a file is, but not the top. */
function parents(file: string): string[] {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}
