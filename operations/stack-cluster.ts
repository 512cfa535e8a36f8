import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import YAML from "yaml";
import { expandHome } from "../formats/kubeconfig";
import { CLUSTER_NAME } from "../embedded/cluster/layout";
import { repositoryRoot } from "../embedded/paths";
import { stackFile, stackNames } from "./pulumi";

/** The cluster that a stack's file names. */
export interface StackCluster {
  /** Context of the kubeconfig. @default that of the embedded cluster */
  context: string;
  /** Absolute path of the stack's own kubeconfig; undefined where that of the environment serves. */
  kubeconfig?: string;
  /** Version of Kubernetes that the file says it has; undefined where it says none. */
  version?: string;
}

/**
 * The file of a stack.
 *
 * @throws Error when there is no such stack, with the names of those that there are
 */
export function existingStackFile(stack: string): string {
  const file = stackFile(stack);
  if (fs.existsSync(file)) return file;
  throw new Error(
    `No stack named ${stack}: there is no file ${path.basename(file)}. Known: ${stackNames().join(", ")}.`,
  );
}

/**
 * Reads which cluster a stack's file names.
 *
 * @throws Error when there is no such stack, with the names of those that there are
 */
export function stackCluster(stack: string, environment: NodeJS.ProcessEnv = process.env): StackCluster {
  return clusterOf(fs.readFileSync(existingStackFile(stack), "utf8"), environment.HOME || os.homedir());
}

/** The registry that third-party images of a stack come from, as its file says; undefined where each comes from its own. */
export function stackMirror(stack: string): string | undefined {
  return mirrorOf(fs.readFileSync(existingStackFile(stack), "utf8"));
}

/** As {@link stackMirror}, from the text of the file. */
export function mirrorOf(text: string): string | undefined {
  const parsed = YAML.parse(text) as {
    config?: Record<string, { registry?: { address?: string; mirror?: boolean } }>;
  } | null;
  const { address, mirror = false } = parsed?.config?.["platform:target"]?.registry ?? {};
  return mirror ? address : undefined;
}

/**
 * Which cluster the text of a stack's file names.
 *
 * @param home home folder of the user
 */
export function clusterOf(text: string, home: string): StackCluster {
  const parsed = YAML.parse(text) as { config?: Record<string, Partial<StackCluster> & { kind?: string }> } | null;
  const { kind, context = CLUSTER_NAME, kubeconfig, version } = parsed?.config?.["platform:target"] ?? {};
  if (kind === "embedded") return { context: CLUSTER_NAME };
  return {
    context,
    // Relative to the folder that the program runs in.
    kubeconfig: kubeconfig === undefined ? undefined : path.resolve(repositoryRoot, expandHome(kubeconfig, home)),
    ...(version === undefined ? {} : { version }),
  };
}

/** The options with which kubectl asks a stack's cluster, whatever its current context is. */
export function kubectlOptions({ context, kubeconfig }: StackCluster): string[] {
  return [...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]), "--context", context];
}
