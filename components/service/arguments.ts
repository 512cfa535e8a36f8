import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../arguments";
import type { Probes } from "./container-arguments";
import type { PodArgs, PodTransforms } from "./pod-arguments";
import type { Scaling } from "./scaling";

/** Arguments of what runs until it is stopped, with replicas. Times are in seconds. */
export interface ReplicatedArgs extends PodArgs {
  /** How many replicas: a fixed number, or bounds between which an autoscaler decides. */
  readonly scaling: Scaling;
  /** How the platform knows whether a replica is started, ready and alive. */
  readonly probes: Probes;
  /** Metrics for Prometheus. @default none */
  readonly metrics?: {
    /** Port on which the container serves them; another than those that others call. */
    readonly port: number;
    /** Path that answers in Prometheus' text format. */
    readonly path: string;
    /** Namespace that may fetch them. @default none may */
    readonly namespace?: string;
  };
  /** rolling: never without a replica; recreate: the old one ends before the new one starts. @default rolling */
  readonly strategy?: "rolling" | "recreate";
  /** How long a release may make no progress before it has failed. @default 120, or more where starting and ending need it */
  readonly progressDeadline?: number;
  /** What must be there before a new version starts, such as a job. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Changes of the children of what has replicas, a function each. */
export interface ReplicatedTransforms extends PodTransforms {
  readonly workload?: Transform<kubernetes.apps.v1.DeploymentArgs>;
  readonly disruptionBudget?: Transform<kubernetes.policy.v1.PodDisruptionBudgetArgs>;
  readonly autoscaler?: Transform<kubernetes.autoscaling.v2.HorizontalPodAutoscalerArgs>;
}

/** How a service is reached from outside the cluster. */
export type Exposure =
  /** On a port of every node: which one, unless the cluster is to choose. */
  | { readonly kind: "node"; readonly nodePort?: number }
  /** At an address of its own, from these ranges of addresses. */
  | { readonly kind: "loadBalancer"; readonly sources: readonly string[] };

/** Arguments of a Service. Times are in seconds. */
export interface ServiceArgs extends ReplicatedArgs {
  /** Port on which the container listens. */
  readonly port: number;
  /** Further ports on which the container listens, by name; those that need the service may call them. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  /** How its port is reached from outside the cluster. @default not at all */
  readonly expose?: Exposure;
  /** Changes of the children, a function each. */
  readonly transform?: ReplicatedTransforms & {
    readonly service?: Transform<kubernetes.core.v1.ServiceArgs>;
  };
}

/** Arguments of a {@link Worker}. Times are in seconds. */
export interface WorkerArgs extends ReplicatedArgs {
  /** Changes of the children, a function each. */
  readonly transform?: ReplicatedTransforms;
}

/** Arguments of what runs to its end. Times are in seconds. */
export interface RunArgs extends PodArgs {
  /** How long a run may take, its retries included, before it has failed. */
  readonly deadline: number;
  /** How often a run that fails is tried again. */
  readonly retries: number;
}

/** Arguments of a {@link Cron}. Times are in seconds. */
export interface CronArgs extends RunArgs {
  /** When it runs: five fields, or one word, such as `@daily`. */
  readonly schedule: string;
  /** Time zone of the schedule, such as Etc/UTC. */
  readonly timeZone: string;
  /** What happens to a run whose time comes while the last one still runs: it is left out, runs beside it, or takes its place. */
  readonly concurrency: "forbid" | "allow" | "replace";
  /** How many runs are kept, with their logs. */
  readonly history: { readonly succeeded: number; readonly failed: number };
  /** How late a run may still start when its time was missed. */
  readonly startingDeadline: number;
  /** Changes of the children, a function each. */
  readonly transform?: PodTransforms & { readonly workload?: Transform<kubernetes.batch.v1.CronJobArgs> };
}

/** Arguments of a {@link Job}. Times are in seconds. */
export interface JobArgs extends RunArgs {
  /** Changes of the children, a function each. */
  readonly transform?: PodTransforms & { readonly workload?: Transform<kubernetes.batch.v1.JobArgs> };
}
