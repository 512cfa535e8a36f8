import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { PluginError } from "../plugin";

/** Which cluster to talk to, as the provider's configuration says it. */
export interface ClusterSelection {
  /** The text of a kubeconfig, or the path of one. @default the file of `KUBECONFIG`, else `~/.kube/config` */
  kubeconfig?: string;
  /** @default the current context of the kubeconfig */
  context?: string;
  /** The name of a cluster in the kubeconfig, in place of the context's own. */
  cluster?: string;
}

/** A kubeconfig with one context chosen. */
export interface LoadedKubeconfig {
  config: KubeConfig;
  /** The URL of the API server. */
  server: string;
  context: string;
  /** The namespace of the context, when it names one. */
  namespace?: string;
  /** Where the kubeconfig came from, for messages. */
  source: string;
}

/** Whether the text is a kubeconfig itself, not the path of one. A path has no line break and no brace or mapping. */
function isKubeconfigText(value: string): boolean {
  return /[\n{]/.test(value.trim()) || /^\s*\w[\w-]*:\s/.test(value);
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

function readableFile(path: string): string {
  const expanded = expandHome(path);
  if (!existsSync(expanded) || !statSync(expanded).isFile()) {
    throw new PluginError(
      `There is no kubeconfig at ${expanded}. Set the provider's "kubeconfig" to the path of a kubeconfig file or to its text, ` +
        `or start the cluster that writes this file.`,
    );
  }
  return expanded;
}

/**
 * Reads the text of a kubeconfig wherever the setting points.
 *
 * @param setting Text or path; undefined or empty takes the usual places.
 * @throws PluginError when there is no such file.
 */
function kubeconfigFiles(setting: string | undefined): { text: string } | { paths: string[] } {
  if (setting !== undefined && setting !== "" && isKubeconfigText(setting)) {
    return { text: setting };
  }
  const path = setting || process.env.KUBECONFIG || "~/.kube/config";
  return { paths: path.split(delimiter).filter(Boolean).map(readableFile) };
}

/**
 * Loads a kubeconfig and chooses the context.
 *
 * @throws PluginError when the file is missing or malformed, or when context, cluster or user do not exist in it.
 */
export async function loadKubeconfig(selection: ClusterSelection): Promise<LoadedKubeconfig> {
  const files = kubeconfigFiles(selection.kubeconfig);
  const source = "text" in files ? "the provider's kubeconfig" : `kubeconfig ${files.paths.join(", ")}`;
  // Loaded late: the package is large, and a plugin that only answers for its version and schema does not need it.
  const { KubeConfig } = await import("./kubeconfig-library.js");
  const config = new KubeConfig();
  try {
    if ("text" in files) {
      config.loadFromString(files.text);
    } else {
      const [first, ...others] = files.paths;
      config.loadFromFile(first!);
      for (const path of others) {
        const other = new KubeConfig();
        other.loadFromFile(path);
        config.mergeConfig(other, true);
      }
    }
  } catch (error) {
    // The parser's own message may quote the file, and the file holds keys.
    const kind = error instanceof Error ? error.name : "error";
    throw new PluginError(
      `The text of ${source} is not a valid kubeconfig (${kind}). Check that it is complete YAML or JSON.`,
    );
  }

  const context = selection.context || config.currentContext;
  const names = config.contexts.map(({ name }) => name).join(", ") || "none";
  const chosen = config.getContextObject(context ?? "");
  if (!context || !chosen) {
    const wanted = context ? `no context "${context}"` : "no current context";
    throw new PluginError(`There is ${wanted} in ${source}. Set the provider's "context" to one of: ${names}.`);
  }
  config.setCurrentContext(context);
  const clusterName = selection.cluster || chosen.cluster;
  const cluster = config.getCluster(clusterName);
  if (!cluster?.server) {
    const clusters = config.clusters.map(({ name }) => name).join(", ") || "none";
    throw new PluginError(
      `Context "${context}" of ${source} uses cluster "${clusterName}", which is not in it. Clusters there: ${clusters}.`,
    );
  }
  if (chosen.user && !config.getUser(chosen.user)) {
    throw new PluginError(`Context "${context}" of ${source} uses user "${chosen.user}", which is not in it.`);
  }
  const user = config.getUser(chosen.user) ?? { name: "anonymous" };
  // The library refuses plain HTTP unless told that certificates do not matter; with plain HTTP there are none.
  const transport = cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster;
  config.loadFromOptions({
    clusters: [transport],
    users: [user],
    contexts: [{ ...chosen, cluster: transport.name, user: user.name }],
    currentContext: context,
  });
  return { config, server: cluster.server, context, namespace: chosen.namespace, source };
}
