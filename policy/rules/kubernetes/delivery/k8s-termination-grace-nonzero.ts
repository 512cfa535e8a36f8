import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-termination-grace-nonzero",
  title: "No pod is killed without being asked to stop",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["terminationGracePeriodSeconds"],
  why: "A grace period of 0 kills at once, and forgets the pod before its node has: two pods of a StatefulSet may then write the same data.",
  fix: "Remove terminationGracePeriodSeconds, or set it to the time that the program needs to stop.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    check.expect(
      pod.at("terminationGracePeriodSeconds"),
      (value) => value === undefined || (typeof value === "number" && value > 0),
      "more than 0, or not set",
    );
  },
});
