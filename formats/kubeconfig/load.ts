import { readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { decodeKubeconfig } from "./decode";
import { KubeconfigError, type Cluster, type Kubeconfig, type User } from "./model";

/** Where a kubeconfig is looked for. */
export interface KubeconfigSearch {
  /** Path of the file that a user or program names, or several as in KUBECONFIG; `~` is the home folder. */
  readonly path?: string;
  /** Value of KUBECONFIG, which counts where no path is given. @default `~/.kube/config` */
  readonly variable?: string;
  /** Home folder of the user. */
  readonly home: string;
}

/** A kubeconfig, and the files that it was read from. */
export interface LoadedFiles {
  readonly config: Kubeconfig;
  /** The files that are there, in order of precedence, as absolute paths. */
  readonly files: readonly string[];
  /** The file that an entry is from, by kind and name. */
  readonly origin: (kind: "clusters" | "users" | "contexts", name: string) => string | undefined;
}

/** The files that a search means, whether they are there or not, each once. */
export function kubeconfigFiles({ path, variable, home }: KubeconfigSearch): string[] {
  if (path !== undefined) return splitPath(path).map((part) => resolve(expandHome(part, home)));
  return variable ? splitPath(variable).map((part) => resolve(part)) : [join(home, ".kube", "config")];
}

/**
 * Reads and merges kubeconfigs as kubectl does: the first file that has an entry of a name wins, and the first that names a current
 * context; a file that is missing is left out, an empty one says nothing. Relative paths in a file are relative to its folder.
 *
 * @throws KubeconfigError `missing` when there is none of the files, `invalid` when one is not a kubeconfig
 */
export function loadKubeconfigFiles(search: KubeconfigSearch): LoadedFiles {
  const wanted = kubeconfigFiles(search);
  const read = wanted.flatMap((file) => {
    const text = readIfThere(file);
    return text === undefined ? [] : [{ file, config: withAbsolutePaths(decodeKubeconfig(text, file), dirname(file)) }];
  });
  if (read.length === 0) {
    throw new KubeconfigError("missing", `there is no kubeconfig at ${wanted.join(", ") || "an empty path"}`);
  }
  return {
    config: mergeKubeconfigs(read.map(({ config }) => config)),
    files: read.map(({ file }) => file),
    origin: (kind, name) => read.find(({ config }) => config[kind].has(name))?.file,
  };
}

/** Merges kubeconfigs: the first that has an entry, or a current context, wins; entries of one name are not mixed. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merged = <Kind extends "clusters" | "users" | "contexts">(kind: Kind) =>
    new Map(configs.toReversed().flatMap((config) => [...config[kind]] as never[])) as Kubeconfig[Kind];
  return {
    currentContext: configs.map(({ currentContext }) => currentContext).find((name) => name !== "") ?? "",
    clusters: merged("clusters"),
    users: merged("users"),
    contexts: merged("contexts"),
  };
}

/** The path with the home folder in place of a `~` at its start. */
export function expandHome(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path;
}

function splitPath(list: string): string[] {
  return [...new Set(list.split(delimiter).filter((part) => part !== ""))];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new KubeconfigError("invalid", `${file} cannot be read: ${code}`);
  }
}

function withAbsolutePaths(config: Kubeconfig, folder: string): Kubeconfig {
  const absolute = (path: string) => (path === "" ? "" : resolve(folder, path));
  const cluster = (one: Cluster): Cluster => ({ ...one, certificateAuthority: absolute(one.certificateAuthority) });
  const user = (one: User): User => ({
    ...one,
    clientCertificate: absolute(one.clientCertificate),
    clientKey: absolute(one.clientKey),
    tokenFile: absolute(one.tokenFile),
    // A command without a slash is looked for on PATH.
    exec: one.exec?.command.includes(sep) ? { ...one.exec, command: absolute(one.exec.command) } : one.exec,
  });
  return { ...config, clusters: mapValues(config.clusters, cluster), users: mapValues(config.users, user) };
}

function mapValues<Value>(map: ReadonlyMap<string, Value>, change: (value: Value) => Value): Map<string, Value> {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}
