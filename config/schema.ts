import { z } from "zod";
import { cpuBetween, dnsLabel, flag, integer, map, memoryBetween, oneOf, strict, text } from "./fields";
import { CONFIG_MAP_KEY } from "./names";
import { replicaCount, replicaCpu, replicaMemory, serviceSchema } from "./service";

/** The environments, each with a stack of the same name. */
export const ENVIRONMENTS = ["dev", "staging", "production"] as const;

/** One of the environments. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** The value of one key of a Secret: given, encrypted in the stack file, or made from a template. */
const secretValue = strict({
  /** The value, set with `pulumi config set --secret`. Goes before the template. */
  value: z
    .string({ error: "allowed: a string, set with pulumi config set --secret" })
    .min(1, "allowed: not empty")
    .optional(),
  /** A string in which {generated} stands for a random password, made once and kept in the state, encrypted. */
  template: text(/\{generated\}/, "a string that contains {generated}, which stands for a random password").optional(),
});

/**
 * The whole configuration of a stack: the keys of `Pulumi.<stack>.yaml` in the namespace `platform`.
 * What depends on several keys, and what an environment must have, is in rules.ts.
 */
export const platformSchema = z.strictObject({
  /** Must be the name of the stack. */
  environment: oneOf(ENVIRONMENTS),
  /** Debug logging of all services. */
  debug: flag(),
  monitoring: strict({
    /** Whether the environment is monitored: services then offer their metrics. */
    enabled: flag(),
    /** Where the monitoring runs: the only other namespace that may ask for metrics. @default platform-monitoring */
    namespace: dnsLabel().default("platform-monitoring"),
  }),
  backup: strict({
    /** Whether what is stateful is backed up. */
    enabled: flag(),
  }),
  /** What a service has that says nothing else. */
  workload: strict({
    /** Replicas of each service. */
    replicas: replicaCount(),
    /** Memory that each replica requests. */
    memory: replicaMemory(),
    /** CPU that each replica requests. */
    cpu: replicaCpu(),
  }),
  cluster: strict({
    /** Context of the kubeconfig; never the current one, which another program may change. */
    context: text(/^\S+$/, "the name of a kubeconfig context"),
    /** Path of the kubeconfig. @default the environment's KUBECONFIG, else ~/.kube/config */
    kubeconfig: text(/^.*\S.*$/, "the path of a kubeconfig file").optional(),
    /** What makes it this cluster and no other: another value replaces everything in it. @default the context */
    identifier: text(/^\S+$/, "a string without blanks").optional(),
    /** Address at which the ports of the nodes are reached. @default 127.0.0.1 */
    nodeAddress: text(/^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/, "a host name or an IPv4 address").default(
      "127.0.0.1",
    ),
  }),
  registry: strict({
    /** local: a registry that needs no login, reached at the same address from here and from the nodes. @default local */
    kind: oneOf(["local"]).default("local"),
    /** Where the registry is. Without TLS only on this machine's own addresses, as Docker and containerd have it. */
    address: text(
      /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?$/,
      "a host with an optional port, such as 127.0.0.1:5000",
    ),
    /** Whether third-party images come from <address>/mirror instead of their own registries. @default false */
    mirror: flag().default(false),
  }),
  docker: strict({
    /** Docker daemon that builds. @default the environment's DOCKER_HOST, else the local daemon's socket */
    host: text(/^(unix|tcp|ssh|npipe):\/\/.+$/, "an address such as unix:///var/run/docker.sock").optional(),
    /** Network of the build's RUN lines. @default the daemon's own default */
    network: oneOf(["default", "host", "none"]).optional(),
  }).default({}),
  namespace: strict({
    /** Name in the cluster. @default platform-<environment> */
    name: dnsLabel().optional(),
    /** Pod security standard that is enforced. @default restricted */
    podSecurity: oneOf(["restricted", "baseline"]).default("restricted"),
    /** What all services together may take at the most, the surge of a rolling update included. */
    quota: strict({
      /** Number of pods. */
      pods: integer(1, 10_000),
      /** Sum of the CPU limits. */
      cpu: cpuBetween("100m", "10000"),
      /** Sum of the memory limits. */
      memory: memoryBetween("64Mi", "100Ti"),
    }),
  }),
  /** Secrets of the namespace, by name, with their keys. @default none */
  secrets: map(
    dnsLabel(),
    map(
      text(CONFIG_MAP_KEY, "1 to 253 letters, digits, -, _ and ., not . alone and not first .."),
      secretValue,
      "a map from keys to {value} or {template}",
    ),
    "a map from names of Secrets to their keys",
  ).default({}),
  /** The services, by a key that other services name them by. */
  services: map(dnsLabel(), serviceSchema, "a map from services to what they are"),
});

/** The checked configuration of a stack. */
export type PlatformConfig = z.infer<typeof platformSchema>;

/** The top-level keys, as they stand behind `platform:` in a stack file. */
export const PLATFORM_KEYS = Object.keys(platformSchema.shape) as (keyof PlatformConfig)[];
