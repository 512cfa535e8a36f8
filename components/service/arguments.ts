import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { UserIds } from "../../formats/dockerfile/users";
import type { Secret } from "../access/secret";
import type { Transform, ResourceAmounts } from "../arguments";
import type { NetworkNeed } from "../contribution";

/** How the platform knows whether a replica is started, ready and alive. */
export interface Probes {
  /** How the container is asked: http, or tcp when it speaks no HTTP. */
  readonly kind: "http" | "tcp";
  /** Path that answers 2xx while the replica wants traffic (http only). */
  readonly readiness: string;
  /** Path that answers 2xx while the process is sound, whatever it depends on (http only). */
  readonly liveness: string;
  /** How long a replica may take to start, in seconds. */
  readonly startupTimeout: number;
}

/** A key of a Secret. */
export interface SecretKey {
  readonly secret: Secret;
  readonly key: string;
}

/** Arguments of a Service. Times are in seconds. */
export interface ServiceArgs {
  /** Name in the cluster and in DNS: a DNS label that begins with a letter. */
  readonly name: string;
  /** Image by digest. */
  readonly image: pulumi.Input<string>;
  /** Version for the labels. @default none */
  readonly version?: string;
  /** Port on which the container listens. */
  readonly port: number;
  /**
   * Number of replicas. Leave it out where something else owns the number, such as an autoscaler: it is then never sent, so
   * that no update takes it back.
   */
  readonly replicas?: number;
  /** What each replica is given. */
  readonly requests: ResourceAmounts;
  /** What each replica may not exceed; each at least its request. */
  readonly limits: ResourceAmounts;
  /** Environment variables. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that come from a key of a Secret. @default none */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** Files whose content is a key of a Secret, by their path in the container. @default none */
  readonly secretFiles?: Readonly<Record<string, SecretKey>>;
  /** Strings of files by their path in the container. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that can be written, by path, with their size; the rest of the file system cannot be. @default /tmp with 64Mi, which stays unless named */
  readonly writable?: Readonly<Record<string, string>>;
  /** Who the processes run as. @default whom the image names, which must not be root */
  readonly user?: UserIds;
  /** How the platform knows whether a replica is started, ready and alive. */
  readonly probes: Probes;
  /** Metrics for Prometheus. @default none */
  readonly metrics?: {
    /** Port on which the container serves them; another than `port`. */
    readonly port: number;
    /** Path that answers in Prometheus' text format. */
    readonly path: string;
    /** Namespace that may fetch them. @default none may */
    readonly namespace?: string;
  };
  /** How it is reached from outside the cluster. @default not at all */
  readonly expose?: {
    /** A port of every node. */
    readonly kind: "node";
    /** @default chosen by the cluster */
    readonly nodePort?: number;
  };
  /** rolling: never without a replica; recreate: the old one ends before the new one starts. @default rolling */
  readonly strategy?: "rolling" | "recreate";
  /** How long requests in flight may take to finish when a replica is stopped. @default 20 */
  readonly drainTimeout?: number;
  /** How long a release may make no progress before it has failed. @default 120, or more where starting and ending need it */
  readonly progressDeadline?: number;
  /** Whom it calls; everything else is denied. @default nobody */
  readonly needs?: readonly NetworkNeed[];
  /** Changes of the children, a function each. */
  readonly transform?: {
    readonly serviceAccount?: Transform<kubernetes.core.v1.ServiceAccountArgs>;
    readonly files?: Transform<kubernetes.core.v1.ConfigMapArgs>;
    readonly policy?: Transform<kubernetes.networking.v1.NetworkPolicyArgs>;
    readonly workload?: Transform<kubernetes.apps.v1.DeploymentArgs>;
    readonly service?: Transform<kubernetes.core.v1.ServiceArgs>;
    readonly disruptionBudget?: Transform<kubernetes.policy.v1.PodDisruptionBudgetArgs>;
  };
}
