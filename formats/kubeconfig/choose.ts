import { KubeconfigError, type Cluster, type Kubeconfig, type User } from "./model";

/** What is chosen in a kubeconfig. */
export interface ContextSelection {
  /** @default the current context */
  readonly context?: string;
  /** Name of a cluster of the kubeconfig, in place of the context's own. */
  readonly cluster?: string;
}

/** A context with everything that it names. */
export interface ChosenContext {
  readonly context: string;
  /** The namespace of what names none; undefined where the context says nothing. */
  readonly namespace?: string;
  readonly clusterName: string;
  readonly cluster: Cluster;
  /** Empty where the context has no user: then nobody is named to the server. */
  readonly userName: string;
  readonly user: User;
}

/** The user of a context that names none. */
const ANONYMOUS: User = {
  clientCertificate: "",
  clientKey: "",
  token: "",
  tokenFile: "",
  username: "",
  password: "",
  impersonate: { user: "", uid: "", groups: [], extra: {} },
  unknownKeys: [],
};

/**
 * Looks up a context, its cluster and its user.
 *
 * @param source what the kubeconfig is, for the error
 * @throws KubeconfigError `context` when one of them is not there; a missing user is never replaced by an anonymous one
 */
export function chooseContext(config: Kubeconfig, selection: ContextSelection, source: string): ChosenContext {
  const name = selection.context || config.currentContext;
  const context = config.contexts.get(name);
  if (name === "" || !context) {
    const wanted = name === "" ? "no current context" : `no context "${name}"`;
    throw absent(`there is ${wanted} in ${source}`, "context", config.contexts);
  }
  const clusterName = selection.cluster || context.cluster;
  const cluster = config.clusters.get(clusterName);
  if (!cluster) {
    const named = clusterName === "" ? "names no cluster" : `names the cluster "${clusterName}", which is not in it`;
    throw absent(`context "${name}" of ${source} ${named}`, "cluster", config.clusters);
  }
  const user = context.user === "" ? ANONYMOUS : config.users.get(context.user);
  if (!user) {
    throw absent(
      `context "${name}" of ${source} names the user "${context.user}", which is not in it`,
      "user",
      config.users,
    );
  }
  return {
    context: name,
    namespace: context.namespace || undefined,
    clusterName,
    cluster,
    userName: context.user,
    user,
  };
}

function absent(what: string, kind: string, entries: ReadonlyMap<string, unknown>): KubeconfigError {
  const names = [...entries.keys()].join(", ");
  return new KubeconfigError(
    "context",
    `${what}; ${names ? `the ${kind} has to be one of: ${names}` : `it has no ${kind}`}`,
  );
}
