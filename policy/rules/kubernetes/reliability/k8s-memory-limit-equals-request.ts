import { workloads } from "../../../lib/kubernetes/kinds";
import { limitOf, requestOf, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-memory-limit-equals-request",
  title: "The memory limit of every container equals its request",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["kube-score container-memory-requests-equal-limits", "Kyverno memory-requests-equal-limits"],
  fields: ["containers[].resources.requests.memory", "containers[].resources.limits.memory"],
  why: "Memory cannot be taken back from a container: what it uses beyond its request is missing when others claim theirs.",
  fix: "Set resources.limits.memory and resources.requests.memory to the same amount.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(sized(podTemplate(resource)), ({ node }) => {
      const limit = node.at("resources", "limits", "memory");
      if (requestOf(node, "memory") === limitOf(node, "memory")) return;
      const request = node.at("resources", "requests", "memory");
      check.violation({
        at: limit,
        wanted: `${request.describe()}, as requested`,
        absence: !limit.exists || !request.exists,
      });
    });
  },
});
