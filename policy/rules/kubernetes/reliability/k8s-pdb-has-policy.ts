import { budgets } from "../../../lib/kubernetes/budget";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pdb-has-policy",
  title: "Every disruption budget says how many pods may go, in one way, and which pods it is about",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["kube-score poddisruptionbudget-has-policy"],
  fields: ["spec.minAvailable", "spec.maxUnavailable", "spec.selector"],
  why: "A budget without a number protects nothing, and one with an empty selector counts all pods of its namespace as one.",
  fix: "Set either maxUnavailable or minAvailable, and a selector with the labels of the workload's pods.",
  appliesTo: budgets,
  check(resource, check) {
    const least = resource.at("spec", "minAvailable");
    const most = resource.at("spec", "maxUnavailable");
    check.each([most], () => {
      if (least.exists && most.exists) {
        // One that is not known yet may turn out not to be set.
        least.read();
        most.read();
        check.violation({ at: most, found: "minAvailable and maxUnavailable", wanted: "one of the two" });
      }
      if (!least.exists && !most.exists)
        check.violation({ at: most, wanted: "maxUnavailable or minAvailable", absence: true });
    });
    check.each([resource.at("spec", "selector")], (selector) => {
      const labels = selector.at("matchLabels");
      const expressions = selector.at("matchExpressions");
      labels.read();
      expressions.read();
      if (labels.entries().length + expressions.items().length === 0)
        check.violation({ at: selector, wanted: "labels or expressions", absence: true });
    });
  },
});
