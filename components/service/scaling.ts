import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Metric } from "../autoscaling/autoscaler";

/** How many replicas a service has: a number, or bounds between which an autoscaler decides. */
export type Scaling =
  | { readonly kind: "fixed"; readonly replicas: number }
  | { readonly kind: "auto"; readonly min: number; readonly max: number; readonly metrics: readonly Metric[] };

/** What a Deployment says of its replicas, and what it leaves alone. */
export interface ReplicaOwnership {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Pick<kubernetes.types.input.apps.v1.DeploymentSpec, "replicas">;
  readonly options: Pick<pulumi.CustomResourceOptions, "ignoreChanges">;
}

/**
 * The number of replicas has one owner. With an autoscaler that is the autoscaler, and the program does not say it: a number of its own
 * would come back with every update, in the middle of a load. Where the program said it before, ignoring its changes keeps what runs:
 * a field that its only owner just gives up goes back to its default, one replica.
 *
 * A fixed number is the program's own even after an autoscaler had it, so it is written in spite of another owner. That the two differ in
 * an annotation makes the change an update also where the number is the one from before.
 */
export function replicaOwnership(scaling: Scaling): ReplicaOwnership {
  return scaling.kind === "auto"
    ? { annotations: {}, spec: {}, options: { ignoreChanges: ["spec.replicas"] } }
    : { annotations: { "pulumi.com/patchForce": "true" }, spec: { replicas: scaling.replicas }, options: {} };
}

/**
 * Whether a service has a disruption budget of one. With a single replica for good it would say nothing: one may go, and that is all there
 * are. With an autoscaler it is there whatever the bounds: at one replica it lets a node be drained, and it counts from the second on.
 */
export function hasBudget(scaling: Scaling): boolean {
  return scaling.kind === "auto" || scaling.replicas > 1;
}

/** The number of replicas; undefined where an autoscaler decides. */
export function fixedReplicas(scaling: Scaling): number | undefined {
  return scaling.kind === "fixed" ? scaling.replicas : undefined;
}
