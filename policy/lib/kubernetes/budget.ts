import type { Resource } from "../resource";
import type { Stack } from "../stack";
import { scalable } from "./autoscaler";
import { kinds } from "./kinds";
import { inNamespace, namespaceOf } from "./namespace";
import { selects } from "./selector";
import { podTemplate } from "./workload";

/** Accepts disruption budgets. */
export const budgets = kinds("policy/PodDisruptionBudget");

/** The workloads with replicas whose pods a budget selects. @throws Undecided when that is not known yet. */
export function coveredBy(stack: Stack, budget: Resource): Resource[] {
  const selector = budget.at("spec", "selector");
  return inNamespace(stack, stack.where(scalable), namespaceOf(stack, budget)).filter(
    (one) => !one.kind.isPatch && selects(selector, podTemplate(one)!.metadata.at("labels")),
  );
}
