import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-priority-class",
  title: "Every pod says how important it is, and none of ours is as important as the cluster itself",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["polaris priorityClassNotSet", "kube-linter priority-class-name", "Kyverno allowed-pod-priorities"],
  fields: ["priorityClassName", "metadata.namespace"],
  why: "When nodes are full the scheduler evicts by priority: what has none is evicted first, what has the system's evicts the system.",
  fix: "Set priorityClassName to a PriorityClass of your own; leave those that begin with system- to kube-system.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    const namespace = resource.at("metadata", "namespace");
    check.expect(
      pod.at("priorityClassName"),
      (value) => {
        if (typeof value !== "string" || value === "") return false;
        return !value.startsWith("system-") || namespace.text() === "kube-system";
      },
      "the name of a PriorityClass, none of the system's outside kube-system",
    );
  },
});
