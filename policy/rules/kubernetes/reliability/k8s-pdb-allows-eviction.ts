import { replicasOf } from "../../../lib/kubernetes/autoscaler";
import { budgets, coveredBy } from "../../../lib/kubernetes/budget";
import { share } from "../../../lib/kubernetes/share";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-pdb-allows-eviction",
  title: "Every disruption budget lets at least one pod go",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "kube-linter pdb-min-available",
    "kube-linter pdb-max-unavailable",
    "polaris pdbDisruptionsIsZero",
    "polaris pdbMinAvailableGreaterThanHPAMinReplicas",
    "Kyverno pdb-minavailable",
    "Kyverno pdb-maxunavailable",
    "compliance-policies disallowZeroVoluntaryDisruption",
  ],
  fields: ["spec.minAvailable", "spec.maxUnavailable", "spec.replicas", "HorizontalPodAutoscaler spec.minReplicas"],
  why: "A budget that allows no eviction stops every drain of a node, and with it updates of the cluster.",
  fix: "Set maxUnavailable to 1 in the place of minAvailable; with a single replica, remove the budget or add replicas.",
  appliesTo: budgets,
  checkStack(stack, check) {
    check.each(stack.where(budgets), (budget) => {
      const least = budget.at("spec", "minAvailable");
      const most = budget.at("spec", "maxUnavailable");
      check.expect(budget, most, (value) => share(value, 100) !== 0, "at least 1");
      check.expect(budget, least, (value) => !isAll(value), "less than all pods");
      if (budget.kind.isPatch || !least.exists || isAll(least.read())) return;
      const covered = coveredBy(stack, budget);
      const replicas = covered.reduce((sum, workload) => sum + replicasOf(stack, workload), 0);
      const needed = share(least.read(), replicas);
      if (replicas < 1 || needed === undefined || needed < replicas) return;
      const names = covered.map((one) => one.name).join(", ");
      check.violation(budget, {
        at: least,
        found: `${least.describe()}, which is ${needed} of the ${replicas} that ${names} may have`,
        wanted: `less than ${replicas}`,
      });
    });
  },
});

function isAll(minAvailable: unknown): boolean {
  return typeof minAvailable === "string" && (share(minAvailable, 100) ?? 0) >= 100;
}
