import { autoscalers, groupOf, scalable, scaledBy } from "../../../lib/kubernetes/autoscaler";
import { demandNamespaces } from "../../../lib/kubernetes/inside";
import { objects } from "../../../lib/kubernetes/kinds";
import { inNamespace, namespaceOf } from "../../../lib/kubernetes/namespace";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import type { Stack } from "../../../lib/stack";

export default defineRule({
  id: "k8s-hpa-target-exists",
  title: "Every autoscaler scales a workload of the stack, by its right group, kind, name and namespace",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["kube-score horizontalpodautoscaler-has-target", "kube-linter dangling-horizontalpodautoscaler"],
  fields: ["spec.scaleTargetRef"],
  why: "An autoscaler whose target is not there does nothing, and only its own status says so.",
  fix: "Set apiVersion, kind and name of spec.scaleTargetRef to those of a workload in the same namespace.",
  appliesTo: autoscalers,
  checkStack(stack, check) {
    check.each(stack.where(autoscalers), (autoscaler) => {
      if (autoscaler.kind.isPatch) return;
      const reference = autoscaler.at("spec", "scaleTargetRef");
      const target = targetOf(stack, autoscaler);
      if (!target) {
        check.violation(autoscaler, { at: reference, wanted: "kind and name of a workload in the same namespace" });
        return;
      }
      // Without a group the autoscaler looks in the core group, where there is no Deployment.
      const { group, module } = target.kind;
      const wanted = group === "" ? target.kind.version : module;
      check.expect(autoscaler, reference.at("apiVersion"), (value) => groupOf(value) === group, wanted);
    });
  },
});

/** The resource that an autoscaler refers to: a workload, or a custom resource that can be scaled as well. */
function targetOf(stack: Stack, autoscaler: Resource): Resource | undefined {
  const scaled = scaledBy(stack, autoscaler);
  if (scaled) return scaled;
  const kind = autoscaler.at("spec", "scaleTargetRef", "kind").text();
  const name = autoscaler.at("spec", "scaleTargetRef", "name").text();
  const near = inNamespace(stack, stack.where(objects), namespaceOf(stack, autoscaler));
  const found = near.find((one) => one.kind.name === kind && one.at("metadata", "name").text() === name);
  if (!found) demandNamespaces(stack, scalable);
  return found;
}
