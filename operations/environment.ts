import execa from "execa";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { CLUSTER_NAME, clusterLayout } from "../embedded/cluster/layout";
import { connectionOf } from "../embedded/cluster/connection";
import { ensureEngine } from "../embedded/toolchain/engine";
import { cacheDirectory } from "../engine/cache-directory";
import { kubectlCache, repositoryRoot, stateDirectory } from "../embedded/paths";
import { embeddedBackend, hasOwnBackend, ownPulumiHome, pulumiDirectory } from "./pulumi";
import { stackCluster } from "./stack-cluster";
import type { Toolchain } from "../embedded/toolchain";
import { ensureCached } from "../embedded/toolchain/cache";

/** Which parts of the embedded target serve, and which the machine or the stack brings. */
export interface Target {
  stack: string;
  /** The CLI and its plugins: the machine's own installation, or the embedded one. */
  cli: "installed" | "embedded";
  /** The state: the user's own backend, or files of the embedded target. */
  backend: "own" | "embedded";
  /** The cluster: the one whose context the stack's file names, or the embedded one. */
  cluster: "named" | "embedded";
}

/** Decides what is embedded for a stack. Looks, changes nothing. */
export function resolveTarget(stack: string, environment: NodeJS.ProcessEnv = process.env): Target {
  return {
    stack,
    cli: installedPulumi(environment) ? "installed" : "embedded",
    backend: hasOwnBackend(environment) ? "own" : "embedded",
    cluster: stackCluster(stack).context === CLUSTER_NAME ? "embedded" : "named",
  };
}

/**
 * The machine's own Pulumi: a `pulumi` on PATH with the official language host beside it or on PATH. A CLI alone cannot run a
 * TypeScript program, so it does not count.
 */
export function installedPulumi(environment: NodeJS.ProcessEnv): string | undefined {
  const ours = [cacheDirectory(environment), stateDirectory(environment)];
  const find = (name: string) =>
    (environment.PATH ?? "")
      .split(path.delimiter)
      .filter((folder) => folder && !ours.some((own) => folder === own || folder.startsWith(own + path.sep)))
      .map((folder) => path.join(folder, name))
      .find((file) => fs.existsSync(file));
  const cli = find("pulumi");
  return cli && find("pulumi-language-nodejs") ? cli : undefined;
}

/**
 * The variables with which `pulumi`, `kubectl` and `docker` reach the target: only those that differ from the user's own.
 *
 * @param toolchain needed where the CLI or the cluster is embedded
 */
export async function targetVariables(
  target: Target,
  toolchain: Toolchain | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const variables: Record<string, string> = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  // Most of a resource's time is waiting for the cluster, which needs no processor; the default of four per processor makes
  // forty services on two processors wait for each other.
  variables.PULUMI_PARALLEL = environment.PULUMI_PARALLEL ?? "64";
  // The CLI's heap is small and made anew for every state it writes: collecting it at each doubling takes a sixth of its time.
  variables.GOGC = environment.GOGC ?? "400";
  const folders: string[] = [];
  if (toolchain)
    folders.push(await programsFolder({ kubectl: toolchain.path("kubectl"), crane: toolchain.path("crane") }));
  if (target.cli === "embedded" && toolchain) {
    const engine = await ensureEngine();
    const languageHost = "pulumi-language-nodejs";
    folders.push(
      await programsFolder({
        pulumi: toolchain.path("pulumi"),
        [languageHost]: path.join(engine.languageHostDirectory, languageHost),
      }),
    );
    variables.PULUMI_HOME = ensurePulumiHome(engine.pluginsDirectory, repositoryRoot, environment);
    variables.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = "true";
    // The user's login stays where it is.
    if (target.backend === "own") {
      variables.PULUMI_CREDENTIALS_PATH = ownPulumiHome(environment);
    }
  }
  if (target.backend === "embedded") Object.assign(variables, embeddedBackend(environment));
  if (target.cluster === "embedded") {
    const cluster = connectionOf(clusterLayout());
    variables.KUBECONFIG = cluster.kubeconfig;
    variables.KUBECACHEDIR = kubectlCache(environment);
    variables.DOCKER_HOST = cluster.dockerHost;
  }
  variables.PATH = [...folders, environment.PATH ?? ""].join(path.delimiter);
  return variables;
}

/**
 * A folder for PATH with these programs; one for each set, so that clones of different versions do not take turns in one. They are
 * hard links where the file system allows: the CLI looks for its language host beside its own executable, links resolved, and warns
 * about one that is elsewhere.
 */
async function programsFolder(programs: Record<string, string>): Promise<string> {
  const key = crypto.createHash("sha256").update(JSON.stringify(programs)).digest("hex").slice(0, 16);
  return ensureCached("bin", key, (folder) => {
    for (const [name, file] of Object.entries(programs)) {
      const source = fs.realpathSync(file);
      try {
        fs.linkSync(source, path.join(folder, name));
      } catch {
        fs.copyFileSync(source, path.join(folder, name));
      }
    }
    return Promise.resolve();
  });
}

/**
 * Makes the CLI's home: its plugins, and which stack is selected. One for each clone and set of plugins, so that an update that runs
 * keeps the plugins it began with, whatever another clone or a newer source does meanwhile.
 *
 * @param plugins the directory of the plugins
 * @param clone the top of the source tree
 * @returns the directory for `PULUMI_HOME`
 */
export function ensurePulumiHome(plugins: string, clone: string, environment: NodeJS.ProcessEnv = process.env): string {
  const key = crypto
    .createHash("sha256")
    .update(JSON.stringify([clone, plugins]))
    .digest("hex")
    .slice(0, 16);
  const home = path.join(pulumiDirectory(environment), "home", key);
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  try {
    fs.symlinkSync(plugins, path.join(home, "plugins"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return home;
}

/** Selects the stack for `pulumi` in this source tree, so that plain commands need no `--stack`. */
export async function selectStack(stack: string, cwd: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const result = await execa("pulumi", ["stack", "select", stack, "--create", "--non-interactive"], {
    cwd,
    env: environment,
    reject: false,
  });
  if (result.exitCode !== 0) throw new Error(`The stack ${stack} could not be selected:\n${result.stderr}`);
}
