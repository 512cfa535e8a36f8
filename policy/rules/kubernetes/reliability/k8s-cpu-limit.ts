import { workloads } from "../../../lib/kubernetes/kinds";
import { isAmount, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ mode: string }>({
  id: "k8s-cpu-limit",
  title: "CPU limits are used as the platform has decided: required, forbidden, or left to each service",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_K8S_11", "KSV-0011", "Kyverno require-cpu-limits", "Kyverno forbid-cpu-limits"],
  fields: ["containers[].resources.limits.cpu"],
  why: "A CPU limit keeps a container from its neighbours' time, and also slows it down while the node is idle: one platform should do one or the other.",
  fix: "Set resources.limits.cpu where the platform requires it, or remove it where the platform forbids it.",
  appliesTo: workloads,
  parameters: {
    mode: {
      type: "string",
      enum: ["ignore", "require", "forbid"],
      description: "What is demanded: `require` or `forbid` a CPU limit in every container, or `ignore` both.",
      default: "ignore",
    },
  },
  check(resource, check) {
    const { mode } = check.parameters;
    if (mode === "ignore") return;
    check.each(sized(podTemplate(resource)), ({ node }) => {
      const limit = node.at("resources", "limits", "cpu");
      if (mode === "forbid") check.expect(limit, (value) => value === undefined, "not set");
      else check.expect(limit, isAmount, "a quantity above 0");
    });
  },
});
