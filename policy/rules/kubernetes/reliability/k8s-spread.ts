import { missingTopologies, softConstraints, spreadable } from "../../../lib/kubernetes/spread";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-spread",
  title: "Replicas are spread over zones and nodes",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: [
    "kube-score deployment-has-host-podantiaffinity",
    "kube-score statefulset-has-host-podantiaffinity",
    "kube-linter no-anti-affinity",
    "polaris topologySpreadConstraint",
    "Kyverno topologyspreadconstraints-policy",
  ],
  fields: ["spec.replicas", "topologySpreadConstraints", "affinity.podAntiAffinity"],
  why: "Replicas on one node, or in one zone, are lost together.",
  fix: "Add topologySpreadConstraints on topology.kubernetes.io/zone, and from three replicas on kubernetes.io/hostname, that select the pod's labels.",
  appliesTo: spreadable,
  check(resource, check) {
    const pod = podTemplate(resource)!;
    const missing = missingTopologies(pod, replicasOf(resource));
    if (missing.length === 0) return;
    check.violation({
      at: pod.at("topologySpreadConstraints"),
      wanted: `constraints on ${missing.join(" and ")} that select the pod`,
      absence: true,
    });
  },
  remediate(resource, remedy) {
    const pod = podTemplate(resource)!;
    const replicas = replicasOf(resource);
    if (missingTopologies(pod, replicas).length === 0) return;
    const constraints = softConstraints(resource, pod, replicas);
    if (constraints.length > 0) remedy.setIfAbsent(pod.at("topologySpreadConstraints"), constraints);
  },
});

/** What the program asks for. Where it leaves that to an autoscaler, k8s-spread-autoscaled judges. */
function replicasOf(resource: Resource): number {
  return resource.at("spec", "replicas").number() ?? 1;
}
