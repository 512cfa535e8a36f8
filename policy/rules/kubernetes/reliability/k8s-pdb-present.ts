import { replicasOf } from "../../../lib/kubernetes/autoscaler";
import { budgets } from "../../../lib/kubernetes/budget";
import { demandNamespaces } from "../../../lib/kubernetes/inside";
import { kinds } from "../../../lib/kubernetes/kinds";
import { inNamespace, namespaceOf } from "../../../lib/kubernetes/namespace";
import { selects } from "../../../lib/kubernetes/selector";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const replicated = kinds("apps/Deployment", "apps/StatefulSet", "argoproj.io/Rollout");

export default defineRule({
  id: "k8s-pdb-present",
  title: "Every workload with several replicas has a disruption budget",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: [
    "kube-score deployment-has-poddisruptionbudget",
    "kube-score statefulset-has-poddisruptionbudget",
    "polaris missingPodDisruptionBudget",
    "Kyverno require-pdb",
  ],
  fields: ["spec.replicas", "PodDisruptionBudget spec.selector"],
  why: "Without a budget, draining nodes may stop all replicas at once.",
  fix: "Add a PodDisruptionBudget in the same namespace whose selector matches the labels of the pod template.",
  appliesTo: replicated,
  checkStack(stack, check) {
    check.each(stack.where(replicated), (workload) => {
      if (workload.kind.isPatch) return;
      const replicas = replicasOf(stack, workload);
      if (replicas < 2) return;
      const labels = podTemplate(workload)!.metadata.at("labels");
      const near = inNamespace(stack, stack.where(budgets), namespaceOf(stack, workload));
      const covered = near.some((budget) => selects(budget.at("spec", "selector"), labels));
      if (covered) return;
      demandNamespaces(stack, budgets);
      check.violation(workload, {
        at: "spec.template.metadata.labels",
        found: `${replicas} replicas and no budget that selects them`,
        wanted: "a PodDisruptionBudget",
      });
    });
  },
});
