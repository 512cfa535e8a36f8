import {
  chooseContext,
  kubeconfigFiles,
  KubeconfigError,
  loadKubeconfigFiles,
  type KubeconfigSearch,
  type LoadedFiles,
} from "../formats/kubeconfig";
import type { Fault } from "./faults";
import { shown } from "./faults";
import { nearest } from "./names";

/** What a kubeconfig is looked for with. */
export interface KubeconfigQuery extends KubeconfigSearch {
  /** The context that must be in it. */
  readonly context: string;
}

/**
 * Finds the kubeconfig that has a context, before anything is planned with it.
 *
 * @returns the path of the file that has all that the context names, undefined where that is spread over the files of KUBECONFIG: whoever
 *   connects has to merge them then; or the fault with its remedy.
 */
export function findKubeconfig(query: KubeconfigQuery): { path: string | undefined } | { fault: Fault } {
  const { context, ...search } = query;
  const source =
    search.path !== undefined ? "platform:target.kubeconfig" : search.variable ? "KUBECONFIG" : "the default";
  const files = kubeconfigFiles(search).join(", ");
  try {
    const loaded = loadKubeconfigFiles(search);
    const names = [...loaded.config.contexts.keys()];
    if (!names.includes(context)) {
      const near = nearest(context, names);
      const there = names.length ? `the contexts there are: ${names.join(", ")}` : "it has no contexts";
      return {
        fault: contextFault(context, `not in ${files} (${source}); ${near ? `did you mean "${near}"?` : there}`),
      };
    }
    return { path: singleFile(loaded, context, files) };
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    if (error.reason === "context") return { fault: contextFault(context, error.message) };
    const wanted =
      error.reason === "missing"
        ? `no such file (${source}). Start the embedded cluster, or name your cluster's kubeconfig in this key or in KUBECONFIG`
        : error.message;
    return { fault: { key: "platform:target.kubeconfig", value: shown(search.path ?? files), wanted } };
  }
}

/** The file that alone says the same of a context as all of them together. */
function singleFile({ config, origin }: LoadedFiles, context: string, files: string): string | undefined {
  const { clusterName, userName } = chooseContext(config, { context }, files);
  const origins = [origin("contexts", context), origin("clusters", clusterName)];
  if (userName !== "") origins.push(origin("users", userName));
  return new Set(origins).size === 1 ? origins[0] : undefined;
}

function contextFault(context: string, wanted: string): Fault {
  return { key: "platform:target.context", value: shown(context), wanted };
}
