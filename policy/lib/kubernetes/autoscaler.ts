import type { Resource } from "../resource";
import { groupBy, type Stack } from "../stack";
import { kinds } from "./kinds";
import { inNamespace, namespaceOf } from "./namespace";

/** Accepts the autoscalers of replicas. */
export const autoscalers = kinds("autoscaling/HorizontalPodAutoscaler");

/** Accepts what an autoscaler can scale. */
export const scalable = kinds(
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/ReplicaSet",
  "/ReplicationController",
  "argoproj.io/Rollout",
);

/** The resource that an autoscaler scales: the one that its spec depends on, else the one of that kind and name. */
export function scaledBy(stack: Stack, autoscaler: Resource): Resource | undefined {
  const kind = autoscaler.at("spec", "scaleTargetRef", "kind").text();
  const depended = autoscaler.dependsOn("spec").map((urn) => stack.get(urn));
  const joined = depended.find((one) => one && scalable(one.type) && one.kind.name === kind);
  if (joined) return joined;
  const name = autoscaler.at("spec", "scaleTargetRef", "name").text();
  const candidates = inNamespace(stack, stack.where(scalable), namespaceOf(stack, autoscaler));
  return candidates.find((one) => one.kind.name === kind && one.at("metadata", "name").value === name);
}

/** The autoscalers of a workload. */
export function autoscalersOf(stack: Stack, workload: Resource): readonly Resource[] {
  const index = stack.once(
    autoscalers,
    () => groupBy(stack.where(autoscalers), (one) => [scaledBy(stack, one)]),
    autoscalersOf,
  );
  return index.get(workload) ?? [];
}

/**
 * How many pods a workload has at least: what its autoscaler keeps, one if that does not say; without one what it asks for, else one.
 *
 * @throws Undecided when that is not known yet.
 */
export function replicasOf(stack: Stack, workload: Resource): number {
  const [autoscaler] = autoscalersOf(stack, workload);
  const asked = autoscaler ? autoscaler.at("spec", "minReplicas") : workload.at("spec", "replicas");
  return asked.number() ?? 1;
}
