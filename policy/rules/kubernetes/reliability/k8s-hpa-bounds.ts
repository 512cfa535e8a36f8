import { autoscalers } from "../../../lib/kubernetes/autoscaler";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ minReplicas: number; maxReplicas: number }>({
  id: "k8s-hpa-bounds",
  title: "Every autoscaler keeps several replicas, can add some, and cannot add without end",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "kube-score horizontalpodautoscaler-replicas",
    "kube-linter hpa-minimum-three-replicas",
    "polaris hpaMinAvailability",
    "polaris hpaMaxAvailability",
  ],
  fields: ["spec.minReplicas", "spec.maxReplicas"],
  why: "With one replica at night its node's drain is an outage, with equal bounds nothing scales, and without a bound a fault scales the bill.",
  fix: "Set spec.minReplicas to at least the minimum, and spec.maxReplicas above it and within the platform's bound.",
  appliesTo: autoscalers,
  parameters: {
    minReplicas: { type: "integer", minimum: 0, description: "The least that minReplicas may be.", default: 2 },
    maxReplicas: { type: "integer", minimum: 1, description: "The most that maxReplicas may be.", default: 50 },
  },
  check(resource, check) {
    const { minReplicas, maxReplicas } = check.parameters;
    const least = resource.at("spec", "minReplicas");
    const most = resource.at("spec", "maxReplicas");
    // One is what the API server takes where nothing is said.
    check.expect(least, (value = 1) => typeof value === "number" && value >= minReplicas, `at least ${minReplicas}`);
    check.expect(most, (value) => typeof value === "number" && value <= maxReplicas, `at most ${maxReplicas}`);
    check.each([most], () => {
      const [low, high] = [least.number() ?? 1, most.number()];
      if (high === undefined || high > low) return;
      check.violation({ at: most, wanted: `more than the least of ${low}`, absence: !least.exists });
    });
  },
});
