import { canonical } from "../../../lib/kubernetes/canonical";
import { kinds } from "../../../lib/kubernetes/kinds";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const selecting = kinds(
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "argoproj.io/Rollout",
);

export default defineRule({
  id: "k8s-selector-unique",
  title: "No two workloads of a namespace have the same selector",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["spec.selector"],
  why: "Autoscalers, budgets and Services count the pods of both as one, and controllers that both adopt the same pods fight over them.",
  fix: "Give each workload a label of its own, in its selector and its pod template.",
  appliesTo: selecting,
  checkStack(stack, check) {
    const first = new Map<string, Resource>();
    check.each(stack.where(selecting), (workload) => {
      const selector = workload.at("spec", "selector");
      if (workload.kind.isPatch || !selector.exists) return;
      const key = `${namespaceOf(stack, workload)} ${canonical(selector)}`;
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, workload);
        return;
      }
      if (workload.facts.templateOf === other.urn || other.facts.templateOf === workload.urn) return;
      check.violation(workload, {
        at: selector,
        found: `the selector that ${other.name} has too`,
        wanted: "one that no other workload of the namespace has",
      });
    });
  },
});
