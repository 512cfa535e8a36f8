import * as fs from "node:fs";
import * as path from "node:path";

/** The `pulumi` section of an SDK's package.json. */
interface PulumiSection {
  resource?: boolean;
  name?: string;
  version?: string;
  server?: string;
  parameterization?: Parameterization;
  extensionParameterization?: Parameterization;
}

/** What turns a generic plugin into the provider of one package; the value is base64. */
export interface Parameterization {
  name: string;
  version: string;
  value: string;
}

interface PackageManifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  pulumi?: PulumiSection;
}

/** An npm package as it is installed. */
export interface InstalledPackage {
  name: string;
  version: string;
  /** Where it lies, symbolic links resolved. */
  directory: string;
  manifest: PackageManifest;
}

/** A provider plugin that a package needs. */
export interface RequiredPlugin {
  name: string;
  /** With a leading `v`, as the engine's plugin directories are called. */
  version: string;
  server?: string;
  parameterization?: Parameterization;
  extension?: Parameterization;
}

/**
 * Lists the npm packages a program depends on, in the versions that Node.js would load from where each is required.
 * A dependency that is not installed is left out: the program itself reports it best, when it requires it.
 *
 * @param programDirectory where the search for package.json begins, upwards
 * @param transitive false: only what the program's own package.json names
 * @returns sorted by name and version; empty for a program without package.json
 * @throws Error with the file's name when a package.json is not valid JSON
 */
export function installedPackages(programDirectory: string, transitive: boolean): InstalledPackage[] {
  const root = findPackageDirectory(programDirectory);
  if (!root) return [];
  const manifest = readManifest(root);
  if (!manifest) return [];

  const found = new Map<string, InstalledPackage>();
  // The program's development dependencies count: its files can import them, and many programs keep their SDKs there.
  const pending = dependencyNames(manifest, true).map((name) => ({ from: root, name }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const dependency = resolvePackage(next.from, next.name);
    if (!dependency || found.has(dependency.directory)) continue;
    found.set(dependency.directory, dependency);
    if (transitive) {
      pending.push(
        ...dependencyNames(dependency.manifest, false).map((name) => ({ from: dependency.directory, name })),
      );
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

/**
 * The provider plugins of these packages, each once.
 *
 * @throws Error when a package outside `@pulumi` does not name its plugin: nothing can be guessed then
 */
export function requiredPlugins(packages: InstalledPackage[]): RequiredPlugin[] {
  const plugins = new Map<string, RequiredPlugin>();
  for (const installed of packages) {
    const section = installed.manifest.pulumi;
    if (!section?.resource) continue;
    const version = section.version || installed.version;
    const plugin: RequiredPlugin = {
      name: section.name || pluginName(installed),
      version: version.startsWith("v") ? version : `v${version}`,
      server: section.server,
      parameterization: section.parameterization,
      extension: section.extensionParameterization,
    };
    plugins.set(JSON.stringify(plugin), plugin);
  }
  return [...plugins.values()];
}

/**
 * Says when copies of `@pulumi/pulumi` that cannot work together are installed, which otherwise shows as objects that
 * silently are not what `instanceof` expects.
 *
 * @returns the warning, or undefined
 */
export function incompatibleSdks(packages: InstalledPackage[]): string | undefined {
  const copies = packages.filter((installed) => installed.name === "@pulumi/pulumi");
  const majors = new Set(copies.map((copy) => copy.version.split(".")[0]));
  if (majors.size < 2) return undefined;
  const list = copies.map((copy) => `  ${copy.version} in ${copy.directory}`).join("\n");
  return `Different major versions of @pulumi/pulumi are installed and will not work together:\n${list}`;
}

function pluginName(installed: InstalledPackage): string {
  const scope = "@pulumi/";
  if (installed.name.startsWith(scope)) return installed.name.slice(scope.length);
  throw new Error(
    `${path.join(installed.directory, "package.json")} says that it has a Pulumi plugin but not its name: ` +
      `"pulumi": {"resource": true, "name": "..."} is missing. Ask the package's author, or add it with a patch.`,
  );
}

function dependencyNames(manifest: PackageManifest, withDevelopment: boolean): string[] {
  return Object.keys({
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
    ...manifest.dependencies,
    ...(withDevelopment ? manifest.devDependencies : {}),
  });
}

function findPackageDirectory(start: string): string | undefined {
  for (const directory of ancestors(start)) {
    if (fs.existsSync(path.join(directory, "package.json"))) return directory;
  }
  return undefined;
}

/** Looks a package up as Node.js does: in `node_modules` of the directory and of every one above it. */
function resolvePackage(from: string, name: string): InstalledPackage | undefined {
  for (const directory of ancestors(from)) {
    const candidate = path.join(directory, "node_modules", name);
    const manifest = readManifest(candidate);
    if (manifest) {
      return {
        name: manifest.name ?? name,
        version: manifest.version ?? "",
        directory: fs.realpathSync(candidate),
        manifest,
      };
    }
  }
  return undefined;
}

function* ancestors(start: string): Generator<string> {
  let directory = path.resolve(start);
  for (;;) {
    yield directory;
    const parent = path.dirname(directory);
    if (parent === directory) return;
    directory = parent;
  }
}

function readManifest(directory: string): PackageManifest | undefined {
  const file = path.join(directory, "package.json");
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as PackageManifest;
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
}
