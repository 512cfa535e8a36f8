import { isObject, type Node } from "../node";
import type { Resource } from "../resource";
import { any } from "../any";
import { groupBy, type Applies, type Stack } from "../stack";
import { isUnknown } from "../unknown";
import { kinds } from "./kinds";
import { labelIndex, labelPair } from "./label-index";
import { demandNamespaces } from "./inside";
import { inNamespace, namespaceOf } from "./namespace";
import { selects, selectsEqual } from "./selector";
import { networkServices, podLabels, podMakers } from "./service";

/** How resources of a kind select pods of their namespace. */
export interface Selection {
  readonly accepts: Applies;
  /** The labels that a pod must have in any case. */
  readonly equal: (resource: Resource) => Node;
  /** Whether pods with these labels are selected. */
  readonly picks: (resource: Resource, labels: Node) => boolean;
}

/** Services select by a plain map; without one they select nothing. */
export const byServices: Selection = {
  accepts: networkServices,
  equal: (service) => service.at("spec", "selector"),
  picks: (service, labels) => {
    const selector = service.at("spec", "selector");
    const value = selector.read();
    return isObject(value) && Object.keys(value).length > 0 && selectsEqual(selector, labels);
  },
};

/** Network policies select by `podSelector`; one that leaves it out selects every pod. */
export const byPolicies: Selection = {
  accepts: kinds("networking.k8s.io/NetworkPolicy"),
  equal: (policy) => policy.at("spec", "podSelector", "matchLabels"),
  picks: (policy, labels) => {
    const selector = policy.at("spec", "podSelector");
    return !selector.exists || selects(selector, labels);
  },
};

/**
 * Whether a workload's pods are selected, in their namespace.
 *
 * @param suits which of the selecting resources count; all unless given.
 * @throws Undecided when no known one does, and one of the others may.
 */
export function isSelected(
  stack: Stack,
  selection: Selection,
  workload: Resource,
  suits: (resource: Resource) => boolean = () => true,
): boolean {
  const labels = podLabels(workload);
  const picks = (one: Resource) => !one.kind.isPatch && suits(one) && selection.picks(one, labels);
  if (any(candidates(stack, selection, workload, labels), picks)) return true;
  demandNamespaces(stack, selection.accepts);
  return false;
}

/**
 * Whether a selector picks pods of a workload of the stack.
 *
 * @param namespace the identity of the namespace to look in.
 * @throws Undecided when it picks no known ones, and may pick others.
 */
export function selectsPods(stack: Stack, selector: Node, namespace: string): boolean {
  const near = inNamespace(stack, stack.where(podMakers), namespace);
  const picks = (labels: Node) => selects(selector, labels);
  const { selected, undecided } = labelIndex(stack, near, podLabels).select(selector.at("matchLabels"), picks);
  if (selected.length > 0 || any(undecided, (one) => picks(podLabels(one)))) return true;
  demandNamespaces(stack, podMakers);
  return false;
}

/**
 * Those that may select a workload. They are found by one label that they ask for, so that a stack with many workloads and as many
 * selectors need not compare each with each.
 */
function candidates(stack: Stack, selection: Selection, workload: Resource, labels: Node): readonly Resource[] {
  const all = inNamespace(stack, stack.where(selection.accepts), namespaceOf(stack, workload));
  const pairs = labels.isUnknown ? [] : labels.entries();
  if (labels.isUnknown || pairs.some(([, value]) => value.isUnknown)) return all;
  const index = stack.once(all, () => groupBy(all, (one) => [firstPair(selection.equal(one))]), selection);
  return ["", ...pairs.map(([key, value]) => labelPair(key, value.value))].flatMap((key) => index.get(key) ?? []);
}

/** A label that is asked for; empty where none is known. */
function firstPair(equal: Node): string {
  const value = isObject(equal.value) ? equal.value : {};
  const known = Object.keys(value).find((key) => typeof value[key] === "string" && !isUnknown(value[key]));
  return known === undefined ? "" : labelPair(known, value[known]);
}
