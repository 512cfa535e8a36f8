import { autoscalers, scaledBy } from "../../../lib/kubernetes/autoscaler";
import { stated } from "../../../lib/kubernetes/stated";
import type { Resource } from "../../../lib/resource";
import { meet, segmentsOf } from "../../../lib/property-path";
import { defineRule } from "../../../lib/rule";

const REPLICAS = ["spec", "replicas"];

export default defineRule({
  id: "k8s-hpa-replicas-unset",
  title: "A workload that is scaled by an autoscaler does not say how many replicas it has",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score deployment-targeted-by-hpa-does-not-have-replicas-configured"],
  fields: ["spec.replicas", "HorizontalPodAutoscaler spec.scaleTargetRef"],
  why: "Every update would set the replicas back to what the program says, in the middle of the load that they were added for.",
  fix: "Remove spec.replicas from the workload, or add it to ignoreChanges where it has been set before.",
  appliesTo: autoscalers,
  checkStack(stack, check) {
    check.each(stack.where(autoscalers), (autoscaler) => {
      const target = scaledBy(stack, autoscaler);
      if (!target || isIgnored(target)) return;
      const replicas = stated(target, "spec", "replicas");
      if (replicas.read() === undefined) return;
      check.violation(target, {
        at: "spec.replicas",
        found: replicas.describe(),
        wanted: `not set, as ${autoscaler.name} decides`,
      });
    });
  },
});

/** Whether the program leaves the live number alone. */
function isIgnored(workload: Resource): boolean {
  const paths = workload.options.ignoreChanges.map(segmentsOf);
  return paths.some((path) => path.length > 0 && path.length <= REPLICAS.length && meet(path, REPLICAS));
}
