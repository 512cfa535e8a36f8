import * as fs from "node:fs";
import * as path from "node:path";

/** What package-lock.json says of one folder with a package. */
interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * The installed packages that some packages of a source tree need, and those that these need, as npm would install them for no others.
 *
 * @param root the top of the source tree, with its lock file
 * @param folders the packages of the tree; "" is the top
 * @returns folders below the root, such as `node_modules/yaml`
 */
export function neededPackages(root: string, folders: readonly string[]): string[] {
  const { packages } = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const needed = new Set<string>();
  const visit = (folder: string) => {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[folder]!;
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const found = lookUp(name, folder, packages);
      if (found === undefined || needed.has(found)) continue;
      needed.add(found);
      visit(found);
    }
  };
  for (const folder of folders) visit(folder);
  // One that was left out for another system is in the lock file alone.
  return [...needed].filter((folder) => fs.existsSync(path.join(root, folder)));
}

/** Where Node.js finds a package from a folder: in the nearest `node_modules` on the way up. */
function lookUp(name: string, from: string, packages: Readonly<Record<string, LockedPackage>>): string | undefined {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    const candidate = path.posix.join(folder === "." ? "" : folder, "node_modules", name);
    if (candidate in packages) return candidate;
    if (folder === "" || folder === ".") return undefined;
  }
}
