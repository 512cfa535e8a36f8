import { budgets } from "../../../lib/kubernetes/budget";
import { workloads } from "../../../lib/kubernetes/kinds";
import { inNamespace, namespaceOf } from "../../../lib/kubernetes/namespace";
import { selects } from "../../../lib/kubernetes/selector";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pdb-unique",
  title: "No pod is under two disruption budgets",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["spec.selector"],
  why: "The eviction of a pod that two budgets select is refused with an error, so its node can never be drained.",
  fix: "Narrow the selectors, or remove one of the budgets.",
  appliesTo: budgets,
  checkStack(stack, check) {
    check.each(stack.where(workloads), (workload) => {
      if (workload.kind.isPatch) return;
      const labels = podTemplate(workload)!.metadata.at("labels");
      const covering: Resource[] = [];
      check.each(inNamespace(stack, stack.where(budgets), namespaceOf(stack, workload)), (budget) => {
        if (!budget.kind.isPatch && selects(budget.at("spec", "selector"), labels)) covering.push(budget);
      });
      const [first, ...others] = covering;
      for (const budget of others) {
        check.violation(budget, {
          at: "spec.selector",
          found: `a selector of the pods of ${workload.name}, which ${first!.name} selects too`,
          wanted: "pods that no other budget selects",
        });
      }
    });
  },
});
