import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parse } from "yaml";
import type { Fault } from "./faults";
import { shown } from "./faults";
import { nearest } from "./names";

/** What a kubeconfig is looked for with. */
export interface KubeconfigQuery {
  /** The context that must be in it. */
  readonly context: string;
  /** The file that the configuration names, if it does. */
  readonly path?: string;
  /** Value of KUBECONFIG, which may list several files. */
  readonly variable?: string;
  /** Home folder of the user. */
  readonly home: string;
}

/**
 * Finds the kubeconfig that has a context, before anything is planned with it.
 *
 * @returns the path of the file, or the fault with its remedy.
 */
export function findKubeconfig(query: KubeconfigQuery): { path: string } | { fault: Fault } {
  const { context, path, variable, home } = query;
  const source = path !== undefined ? "platform:cluster.kubeconfig" : variable ? "KUBECONFIG" : "the default";
  const candidates =
    path !== undefined
      ? [expandHome(path, home)]
      : variable
        ? variable.split(delimiter).filter((part) => part !== "")
        : [join(home, ".kube", "config")];
  const found: string[] = [];
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue;
    let contexts: string[];
    try {
      contexts = contextsOf(readFileSync(candidate, "utf8"));
    } catch (error) {
      return { fault: kubeconfigFault(candidate, `not a kubeconfig: ${firstLine(error)}`) };
    }
    if (contexts.includes(context)) return { path: resolve(candidate) };
    found.push(...contexts);
  }
  const files = candidates.join(", ");
  if (!candidates.some((candidate) => existsSync(candidate))) {
    return {
      fault: kubeconfigFault(
        files,
        `no such file (${source}). Start the embedded cluster, or name your cluster's kubeconfig in this key or in KUBECONFIG`,
      ),
    };
  }
  const near = nearest(context, found);
  const there = found.length ? `the contexts there are: ${found.join(", ")}` : "it has no contexts";
  return {
    fault: {
      key: "platform:cluster.context",
      value: shown(context),
      wanted: `not in ${files} (${source}); ${near ? `did you mean "${near}"?` : there}`,
    },
  };
}

function kubeconfigFault(value: string, wanted: string): Fault {
  return { key: "platform:cluster.kubeconfig", value: shown(value), wanted };
}

function contextsOf(text: string): string[] {
  const document = parse(text) as { contexts?: { name?: unknown }[] } | null;
  if (typeof document !== "object" || document === null) throw new Error("it is not a map");
  if (document.contexts !== undefined && !Array.isArray(document.contexts)) throw new Error("contexts is not a list");
  return (document.contexts ?? []).map(({ name }) => name).filter((name) => typeof name === "string");
}

function expandHome(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path;
}

function firstLine(error: unknown): string {
  // The text of a kubeconfig holds credentials, and a YAML error quotes the text below its first line.
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
