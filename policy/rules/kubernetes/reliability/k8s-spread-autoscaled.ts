import { autoscalersOf } from "../../../lib/kubernetes/autoscaler";
import { missingTopologies, spreadable } from "../../../lib/kubernetes/spread";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-spread-autoscaled",
  title:
    "The replicas that an autoscaler makes, or a Rollout of another workload's template, are spread over zones and nodes",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["polaris topologySpreadConstraint", "Kyverno topologyspreadconstraints-policy"],
  fields: [
    "HorizontalPodAutoscaler spec.maxReplicas",
    "Rollout spec.workloadRef, spec.replicas",
    "topologySpreadConstraints",
    "affinity.podAntiAffinity",
  ],
  why: "Replicas on one node, or in one zone, are lost together, and how many there will be only the autoscaler says.",
  fix: "Add topologySpreadConstraints on topology.kubernetes.io/zone, and from three replicas on kubernetes.io/hostname, that select the pod's labels.",
  appliesTo: spreadable,
  checkStack(stack, check) {
    check.each(stack.where(spreadable), (workload) => {
      if (workload.kind.isPatch) return;
      const [autoscaler] = autoscalersOf(stack, workload);
      // Both the template and the number are a workload's own, which another rule judges.
      if (!autoscaler && workload.facts.templateOf === undefined) return;
      const pod = podTemplate(workload)!;
      const replicas = (autoscaler?.at("spec", "maxReplicas") ?? workload.at("spec", "replicas")).number() ?? 1;
      const missing = missingTopologies(pod, replicas);
      if (missing.length === 0) return;
      check.violation(workload, {
        at: pod.at("topologySpreadConstraints"),
        wanted: `constraints on ${missing.join(" and ")} that select the pod, for up to ${replicas} replicas`,
      });
    });
  },
});
