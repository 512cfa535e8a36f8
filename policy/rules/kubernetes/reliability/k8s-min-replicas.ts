import { autoscalersOf } from "../../../lib/kubernetes/autoscaler";
import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

const deployments = kinds("apps/Deployment", "argoproj.io/Rollout");

export default defineRule<{ minReplicas: number; singletonLabel: string }>({
  id: "k8s-min-replicas",
  title: "Every Deployment has several replicas, unless an autoscaler decides or it is marked as a singleton",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: [
    "kube-score deployment-replicas",
    "kube-linter minimum-three-replicas",
    "polaris deploymentMissingReplicas",
    "Kyverno require-deployments-have-multiple-replicas",
  ],
  fields: ["spec.replicas", "metadata.labels"],
  why: "A single replica is away whenever its node is drained, replaced or lost.",
  fix: "Set spec.replicas to at least the minimum, or label a Deployment that must never run twice as a singleton.",
  appliesTo: deployments,
  parameters: {
    minReplicas: { type: "integer", minimum: 1, description: "The least number of replicas.", default: 2 },
    singletonLabel: {
      type: "string",
      description: "The label that says with the value `true` that there must be one replica only.",
      default: "platform.internal/singleton",
    },
  },
  checkStack(stack, check) {
    const { minReplicas, singletonLabel } = check.parameters;
    check.each(stack.where(deployments), (workload) => {
      if (workload.kind.isPatch || workload.at("metadata", "labels", singletonLabel).isTrue()) return;
      // How far it may go down is then the autoscaler's own concern.
      if (autoscalersOf(stack, workload).length > 0) return;
      const replicas = workload.at("spec", "replicas");
      if ((replicas.number() ?? 1) < minReplicas)
        check.violation(workload, { at: replicas, wanted: `at least ${minReplicas}` });
    });
  },
});
