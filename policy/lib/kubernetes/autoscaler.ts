import { any } from "../any";
import { attempt } from "../attempt";
import type { Node } from "../node";
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

/**
 * The resource that an autoscaler scales: the one that its spec depends on, else the one of that kind and name.
 *
 * @throws Undecided when none is found, and kind, name or namespace are not known yet.
 */
export function scaledBy(stack: Stack, autoscaler: Resource): Resource | undefined {
  const { kind, name } = targetOf(autoscaler);
  const found = known(stack, autoscaler);
  if (!found) for (const node of [kind, name]) node.read();
  return found;
}

/**
 * The autoscalers of a workload.
 *
 * @throws Undecided when none is known, and one may be meant for it.
 */
export function autoscalersOf(stack: Stack, workload: Resource): readonly Resource[] {
  const { byTarget, others } = stack.once(autoscalers, () => indexed(stack), autoscalersOf);
  return byTarget.get(workload) ?? others.filter((one) => isMeantFor(stack, one, workload));
}

/** The group in an `apiVersion`: empty for the core group. */
export function groupOf(apiVersion: unknown): string {
  return typeof apiVersion === "string" && apiVersion.includes("/") ? apiVersion.replace(/\/.*$/s, "") : "";
}

function targetOf(autoscaler: Resource): { kind: Node; name: Node; apiVersion: Node } {
  const reference = autoscaler.at("spec", "scaleTargetRef");
  return { kind: reference.at("kind"), name: reference.at("name"), apiVersion: reference.at("apiVersion") };
}

/** The resource that an autoscaler scales, as far as that is known. @throws Undecided when its namespace is not known yet. */
function known(stack: Stack, autoscaler: Resource): Resource | undefined {
  const { kind, name } = targetOf(autoscaler);
  const isOfKind = (one: Resource) => scalable(one.type) && one.kind.name === kind.value;
  const depended = autoscaler.dependsOn("spec").flatMap((urn) => stack.get(urn) ?? []);
  const joined = depended.filter((one) => isOfKind(one) && nameOf(one).mayEqual(name));
  if (joined.length === 1) return joined[0];
  const near = inNamespace(stack, stack.where(scalable), namespaceOf(stack, autoscaler));
  return near.find((one) => isOfKind(one) && !name.isUnknown && nameOf(one).value === name.value);
}

/** The autoscalers by what they are known to scale, and those that may scale something that is not known yet. */
function indexed(stack: Stack): { byTarget: ReadonlyMap<Resource, readonly Resource[]>; others: Resource[] } {
  const others: Resource[] = [];
  const byTarget = groupBy(stack.where(autoscalers), (one) => {
    const target = attempt(
      () => known(stack, one),
      () => undefined,
    );
    if (target) return [target];
    others.push(one);
    return [];
  });
  return { byTarget, others };
}

/** Whether an autoscaler is meant for a workload. @throws Undecided when nothing that is known speaks against it. */
function isMeantFor(stack: Stack, autoscaler: Resource, workload: Resource): boolean {
  const { kind, name, apiVersion } = targetOf(autoscaler);
  const differences = [
    () => kind.text() !== workload.kind.name,
    () => groupOf(apiVersion.read()) !== workload.kind.group,
    () => namespaceOf(stack, autoscaler) !== namespaceOf(stack, workload),
    () => name.text() !== nameOf(workload).text(),
  ];
  return !any(differences, (differs) => differs());
}

const nameOf = (resource: Resource): Node => resource.at("metadata", "name");

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
