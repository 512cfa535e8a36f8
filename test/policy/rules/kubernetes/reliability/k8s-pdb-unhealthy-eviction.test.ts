import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-pdb-unhealthy-eviction";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { budget } from "../../../support/replicas";

const path = "spec.unhealthyPodEvictionPolicy";

describeRule(rule, {
  baselines: { "a budget": [budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" })] },
  mutations: [
    { name: "the default", change: remove(path), message: "found not set, wanted AlwaysAllow" },
    { name: "only what the budget allows", change: set(path, "IfHealthyBudget") },
    {
      name: "only what the budget allows, in a patch",
      change: all(state({ type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" }), set(path, "IfHealthyBudget")),
    },
  ],
  allowed: [
    {
      name: "a patch that leaves it out",
      change: all(state({ type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" }), remove(path)),
    },
  ],
  unknown: [{ name: "an unknown policy", change: set(path, UNKNOWN) }],
  ignored: [{ ...budget(), type: "kubernetes:policy/v1beta1:PodDisruptionBudget" }],
  remediated: [{ name: "the default", change: remove(path), set: { [path]: "AlwaysAllow" } }],
  spared: [{ name: "a budget of which nothing is said", change: remove("spec") }],
});
