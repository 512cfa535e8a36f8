import * as kubernetes from "@pulumi/kubernetes";
import { renamedFrom, transformed } from "../arguments";
import { Autoscaler } from "../autoscaling/autoscaler";
import { labels, selectorLabels } from "../labels";
import type { ReplicatedArgs, ReplicatedTransforms } from "./arguments";
import type { Parts } from "./parts";
import { secretRevisions } from "./parts";
import type { PodKind } from "./pod";
import { podSpec } from "./pod";
import { deploymentStrategy, progressDeadline, releaseTimeouts } from "./release";
import { hasBudget, replicaOwnership } from "./scaling";

/** Name of the port inside the pod, to which the Service and the probes refer. */
export const PORT_NAME = "main";

/** Name of the port with the metrics inside the pod; the Service does not have it. */
export const METRICS_PORT_NAME = "metrics";

/** Label of what must run once only. */
const SINGLETON = "platform.internal/singleton";

/** What of a Deployment its kind decides. */
export interface DeploymentParts extends Parts {
  readonly kind: PodKind;
  /** Annotations of the pods. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The Deployment of what runs until it is stopped. */
export function deployment(
  args: ReplicatedArgs & { readonly transform?: ReplicatedTransforms },
  { owner, name, component, metadata, kind, pod, annotations }: DeploymentParts,
): kubernetes.apps.v1.Deployment {
  const own = metadata();
  const replicas = replicaOwnership(args.scaling);
  return new kubernetes.apps.v1.Deployment(
    `${name}-workload`,
    transformed(
      {
        metadata: {
          ...own,
          ...(isSingleton(args) ? { labels: { ...own.labels, [SINGLETON]: "true" } } : {}),
          annotations: replicas.annotations,
        },
        spec: {
          ...replicas.spec,
          revisionHistoryLimit: 5,
          progressDeadlineSeconds: progressDeadline(args),
          strategy: deploymentStrategy(args.strategy),
          selector: { matchLabels: selectorLabels(args.name) },
          template: {
            metadata: {
              labels: labels({ ...args, component }),
              annotations: { ...secretRevisions(args), ...annotations },
            },
            spec: podSpec(name, args, pod, kind),
          },
        },
      },
      args.transform?.workload,
    ),
    {
      // Not deleted with the namespace but before it: while there are pods in a namespace that ends, its controller looks
      // again only after half of their grace period, however soon they end.
      parent: owner,
      customTimeouts: releaseTimeouts(args),
      ...(args.after && args.after.length > 0 ? { dependsOn: [...args.after] } : {}),
      ...replicas.options,
    },
  );
}

/** The autoscaler of a Deployment, where one decides how many replicas there are. */
export function autoscaler(
  { scaling, ...args }: ReplicatedArgs & { readonly transform?: ReplicatedTransforms },
  { owner, name, metadata }: Parts,
  workload: kubernetes.apps.v1.Deployment,
): void {
  if (scaling.kind === "fixed") return;
  const target = { apiVersion: "apps/v1", kind: "Deployment", name: workload.metadata.name };
  const transform = { autoscaler: args.transform?.autoscaler };
  new Autoscaler(
    name,
    { ...scaling, metadata: metadata(), target, container: args.name, transform },
    { parent: owner },
  );
}

/** The budget of what may have several replicas. */
export function disruptionBudget(
  args: ReplicatedArgs & { readonly transform?: ReplicatedTransforms },
  { name, metadata, inside }: Parts,
): void {
  if (!hasBudget(args.scaling)) return;
  new kubernetes.policy.v1.PodDisruptionBudget(
    `${name}-disruption-budget`,
    transformed(
      {
        metadata: metadata(),
        spec: {
          maxUnavailable: 1,
          selector: { matchLabels: selectorLabels(args.name) },
          unhealthyPodEvictionPolicy: "AlwaysAllow",
        },
      },
      args.transform?.disruptionBudget,
    ),
    { ...inside, ...renamedFrom(`${name}-budget`) },
  );
}

/** Whether two of it must never run at once, since one node alone can mount its volume. */
function isSingleton({ volumes = {} }: ReplicatedArgs): boolean {
  return Object.values(volumes).some(({ access }) => access === "one");
}
