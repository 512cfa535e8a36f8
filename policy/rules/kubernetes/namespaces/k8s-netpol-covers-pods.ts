import { DIRECTIONS, isolates } from "../../../lib/kubernetes/network-policy";
import { byPolicies, isSelected } from "../../../lib/kubernetes/selecting";
import { podMakers } from "../../../lib/kubernetes/service";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-netpol-covers-pods",
  title: "Network policies cover what every pod receives and what it sends",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV2_K8S_6",
    "kube-score pod-networkpolicy",
    "kube-linter non-isolated-pod",
    "polaris missingNetworkPolicy",
    "CIS EKS 5.4.4",
  ],
  fields: ["NetworkPolicy spec.podSelector", "NetworkPolicy spec.policyTypes", "spec.template.metadata.labels"],
  why: "A pod that no policy selects may be reached by every other pod, or reach every address, the internet's included.",
  fix: "Add a NetworkPolicy in the same namespace that selects the pod, for Ingress and for Egress.",
  appliesTo: podMakers,
  checkStack(stack, check) {
    check.each(stack.where(podMakers), (workload) => {
      check.each(DIRECTIONS, (direction) => {
        if (isSelected(stack, byPolicies, workload, (policy) => isolates(policy, direction))) return;
        check.violation(workload, {
          at: "metadata.namespace",
          found: `no policy in the namespace that selects the pods for ${direction}`,
          wanted: "a NetworkPolicy",
        });
      });
    });
  },
});
