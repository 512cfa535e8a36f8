import type { Node } from "../node";
import type { Resource } from "../resource";
import { kinds } from "./kinds";
import { selects } from "./selector";
import type { PodTemplate } from "./workload";

const HOSTNAME = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";

/** Accepts the workloads whose replicas are to be spread. */
export const spreadable = kinds("apps/Deployment", "apps/StatefulSet", "argoproj.io/Rollout");

/** The topologies that so many replicas must be spread over: zones, and with three or more nodes too. */
export function topologiesFor(replicas: number): string[] {
  return replicas >= 3 ? [ZONE, HOSTNAME] : [ZONE];
}

/**
 * Tells what keeps too few replicas apart: the topologies that no constraint of the pod spreads it over.
 *
 * @returns none where there is one replica, or where replicas keep off each other's nodes.
 * @throws Undecided when that is not known yet.
 */
export function missingTopologies(pod: PodTemplate, replicas: number): string[] {
  const labels = pod.metadata.at("labels");
  if (replicas < 2 || keepsOff(pod, labels)) return [];
  const constraints = listAt(pod.at("topologySpreadConstraints"));
  const spread = constraints.filter((one) => selects(one.at("labelSelector"), labels));
  return topologiesFor(replicas).filter((key) => !spread.some((one) => one.at("topologyKey").text() === key));
}

/** Constraints that spread a workload's pods as well as they can without leaving one unscheduled. None where it is not known which pods. */
export function softConstraints(workload: Resource, pod: PodTemplate, replicas: number): object[] {
  const selector = workload.at("spec", "selector");
  if (!selects(selector, pod.metadata.at("labels"))) return [];
  return topologiesFor(replicas).map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: structuredClone(selector.value),
  }));
}

/** Whether pods with these labels keep off nodes that have one already, if only when they can. */
function keepsOff(pod: PodTemplate, labels: Node): boolean {
  const rules = pod.at("affinity", "podAntiAffinity");
  const required = listAt(rules.at("requiredDuringSchedulingIgnoredDuringExecution"));
  const preferred = listAt(rules.at("preferredDuringSchedulingIgnoredDuringExecution"));
  return [...required, ...preferred.map((one) => one.at("podAffinityTerm"))].some(
    (term) => term.at("topologyKey").text() === HOSTNAME && selects(term.at("labelSelector"), labels),
  );
}

/** The items of a list. @throws Undecided when it is not known yet, and could hold any. */
function listAt(node: Node): Node[] {
  node.read();
  return node.items();
}
