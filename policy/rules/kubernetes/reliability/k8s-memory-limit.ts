import { workloads } from "../../../lib/kubernetes/kinds";
import { isAmount, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-memory-limit",
  title: "Every container has a memory limit",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_13", "KSV-0018"],
  fields: ["containers[].resources.limits.memory"],
  why: "A leak in a container without a limit takes the memory of its node, and the kernel then ends processes of other pods.",
  fix: "Set resources.limits.memory to the most that the container may ever use.",
  appliesTo: workloads,
  check(resource, check) {
    check.each(sized(podTemplate(resource)), ({ node }) => {
      check.expect(node.at("resources", "limits", "memory"), isAmount, "a quantity above 0");
    });
  },
});
