import { autoscalers, scaledBy } from "../../../lib/kubernetes/autoscaler";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import type { Stack } from "../../../lib/stack";

export default defineRule({
  id: "k8s-hpa-unique",
  title: "A workload has one autoscaler",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Kyverno prevent-duplicate-hpa"],
  fields: ["spec.scaleTargetRef"],
  why: "Two autoscalers of one workload undo each other's decisions, and its replicas come and go without end.",
  fix: "Remove one of the autoscalers, and put its metrics into the other: it scales by the one that asks for most.",
  appliesTo: autoscalers,
  checkStack(stack, check) {
    const known = new Map<string, Resource>();
    check.each(stack.where(autoscalers), (autoscaler) => {
      if (autoscaler.kind.isPatch) return;
      const target = identityOfTarget(stack, autoscaler);
      const first = known.get(target);
      if (!first) known.set(target, autoscaler);
      else {
        check.violation(autoscaler, {
          at: "spec.scaleTargetRef",
          found: `the workload that ${first.name} scales too`,
          wanted: "a workload without another autoscaler",
        });
      }
    });
  },
});

/** Tells targets apart, those that are not in the stack too. */
function identityOfTarget(stack: Stack, autoscaler: Resource): string {
  const scaled = scaledBy(stack, autoscaler);
  if (scaled) return scaled.urn;
  const reference = autoscaler.at("spec", "scaleTargetRef");
  return JSON.stringify([namespaceOf(stack, autoscaler), reference.at("kind").text(), reference.at("name").text()]);
}
