import { z } from "zod";
import type { Fault } from "../../config/faults";
import { shown } from "../../config/faults";
import { flag, oneOf, strict, text } from "../../config/fields";
import { findKubeconfig } from "../../config/kubeconfig";
import { kubernetesVersion } from "./version";

const registry = strict({
  /** Where the registry is. Without TLS only on this machine's own addresses, as Docker and containerd have it. */
  address: text(
    /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?$/,
    "a host with an optional port, such as 127.0.0.1:5000",
  ),
  /** Whether third-party images come from <address>/mirror instead of their own registries. @default false */
  mirror: flag().default(false),
});

const docker = strict({
  /** Docker daemon that builds. @default the environment's DOCKER_HOST, else the local daemon's socket */
  host: text(/^(unix|tcp|ssh|npipe):\/\/.+$/, "an address such as unix:///var/run/docker.sock").optional(),
  /** Network of the build's RUN lines. @default the daemon's own default */
  network: oneOf(["default", "host", "none"]).optional(),
});

/** The cluster, registry and image builder that `npm run up` starts on this machine: nothing of it is configured. */
const embedded = strict({ kind: z.literal("embedded") });

/** Any cluster that a kubeconfig leads to, with a registry that its nodes pull from. */
const kubernetes = strict({
  /** embedded: started on this machine by `npm run up`, and nothing else is said of it; kubernetes: any cluster of a kubeconfig. */
  kind: z.literal("kubernetes"),
  /** Context of the kubeconfig; never the current one, which another program may change. */
  context: text(/^\S+$/, "the name of a kubeconfig context"),
  /** Path of the kubeconfig. @default the environment's KUBECONFIG, else ~/.kube/config */
  kubeconfig: text(/^.*\S.*$/, "the path of a kubeconfig file").optional(),
  /** What makes it this cluster and no other: another value replaces everything in it. @default the context */
  identifier: text(/^\S+$/, "a string without blanks").optional(),
  /** Address at which the ports of the nodes are reached. @default 127.0.0.1 */
  nodeAddress: text(/^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/, "a host name or an IPv4 address").default("127.0.0.1"),
  /** Whether the cluster enforces network policies. They are made in any case; with none, each preview and update says that they hold nobody back. @default unknown */
  networkPolicies: oneOf(["enforced", "none", "unknown"]).default("unknown"),
  /** Whether the cluster gives load balancers their addresses, as those of clouds do; without, `expose` of kind loadBalancer is refused. @default none */
  loadBalancers: oneOf(["available", "none"]).default("none"),
  /**
   * Version of its API server, which no preview can ask for: what a service needs that it does not have is refused. `platform up` refuses a
   * server that is older. @default not checked in previews; `platform up` asks for 1.30
   */
  version: kubernetesVersion().optional(),
  /** StorageClass of volumes that name none. @default the cluster's own default */
  storageClass: text(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "the name of a StorageClass").optional(),
  /** Where images are pushed, and where the nodes pull them. */
  registry,
  /** What builds images. */
  docker: docker.default({}),
});

const ANY_KIND = "allowed: embedded (on this machine) or kubernetes (any cluster of a kubeconfig)";

const schema = z.discriminatedUnion("kind", [embedded, kubernetes], {
  error: ({ code, input }) => {
    const kind = (input as { kind?: unknown } | undefined)?.kind;
    if (code === "invalid_union" && kind === "aws") return `${ANY_KIND}; aws is not there yet`;
    return code === "invalid_union" ? ANY_KIND : "allowed: a map with the key kind (embedded, kubernetes)";
  },
});

/** Where the platform runs. */
export const targetFeature = { key: "target", schema } as const;

/** A checked target. */
export type TargetConfig = z.infer<typeof schema>;

/** What a cluster can do that others cannot, and that something here asks about. */
export interface Capabilities {
  readonly networkPolicies: "enforced" | "none" | "unknown";
  readonly loadBalancers: "available" | "none";
}

/** A target with nothing left to look up. */
export interface ResolvedTarget {
  readonly kind: TargetConfig["kind"];
  readonly cluster: {
    readonly context: string;
    /** Path of the kubeconfig; undefined where the files of KUBECONFIG have to be merged. */
    readonly kubeconfig?: string;
    readonly identifier: string;
    readonly nodeAddress: string;
    readonly capabilities: Capabilities;
  };
  readonly registry: { readonly address: string; readonly mirror: boolean };
  readonly docker: { readonly host?: string; readonly network?: string };
  readonly storage: {
    /** Undefined for the cluster's own default. */
    readonly className?: string;
  };
}

/** What the embedded target is, as a cluster of a kubeconfig. The embedded cluster's own names; a test holds them together. */
export const EMBEDDED = {
  context: "platform-embedded",
  nodeAddress: "127.0.0.1",
  networkPolicies: "enforced",
  loadBalancers: "none",
  storageClass: "platform-local",
  kubeconfig: undefined,
  identifier: undefined,
  registry: { address: "127.0.0.1:5000", mirror: true },
  // Build steps share the network of the machine that builds, which may reach package registries only through it.
  docker: { network: "host", host: undefined },
} as const;

/** What a target is looked up in. */
export interface TargetSource {
  /** The process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Home folder of the user. */
  readonly home: string;
  /** Whether no cluster is going to be reached: kubeconfigs are not looked for then. @default false */
  readonly unreached?: boolean;
}

/** Looks up what a target leaves to the machine; the fault where its kubeconfig or context is not there. */
export function resolveTarget(
  config: TargetConfig,
  { environment, home, unreached }: TargetSource,
): { target: ResolvedTarget } | { fault: Fault } {
  const { kind } = config;
  const {
    context,
    kubeconfig,
    identifier,
    nodeAddress,
    networkPolicies,
    loadBalancers,
    storageClass,
    registry,
    docker,
  } = kind === "embedded" ? EMBEDDED : config;
  const found = unreached
    ? { path: kubeconfig }
    : findKubeconfig({ context, path: kubeconfig, variable: environment["KUBECONFIG"], home });
  if ("fault" in found) {
    if (kind === "kubernetes") return found;
    const wanted = `the embedded cluster is not to be found: npm run up starts it. Or name a cluster of yours (kind: kubernetes)`;
    return { fault: { key: "platform:target.kind", value: shown(kind), wanted } };
  }
  return {
    target: {
      kind,
      cluster: {
        context,
        kubeconfig: found.path,
        identifier: identifier ?? context,
        nodeAddress,
        capabilities: { networkPolicies, loadBalancers },
      },
      registry,
      docker: { host: docker.host ?? environment["DOCKER_HOST"], network: docker.network },
      storage: { className: storageClass },
    },
  };
}
