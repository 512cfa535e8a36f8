import { budgets } from "../../../lib/kubernetes/budget";
import { kindOf } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pdb-unhealthy-eviction",
  title: "Pods that are not ready never stop a drain",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["kube-linter pdb-unhealthy-pod-eviction-policy"],
  fields: ["spec.unhealthyPodEvictionPolicy"],
  why: "By default a pod that crashes in a loop counts against the budget, and its node cannot be drained until somebody fixes it.",
  fix: "Set spec.unhealthyPodEvictionPolicy to AlwaysAllow.",
  // Budgets of v1beta1 have no such field.
  appliesTo: (type) => budgets(type) && kindOf(type).version !== "v1beta1",
  check(resource, check) {
    const policy = resource.at("spec", "unhealthyPodEvictionPolicy");
    check.expect(policy, (value) => value === "AlwaysAllow", "AlwaysAllow");
  },
  remediate(resource, remedy) {
    if (resource.at("spec").exists)
      remedy.setIfAbsent(resource.at("spec", "unhealthyPodEvictionPolicy"), "AlwaysAllow");
  },
});
