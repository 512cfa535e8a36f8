import { workloads } from "../../../lib/kubernetes/kinds";
import { effective, podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const isNoRoot = (value: unknown) => typeof value === "number" && value !== 0;

export default defineRule({
  id: "k8s-non-root-groups",
  title: "No container belongs to the root group",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["KSV-0116", "KSV-0021", "Kyverno require-non-root-groups"],
  fields: [
    "securityContext.runAsGroup",
    "securityContext.fsGroup",
    "securityContext.supplementalGroups[]",
    "containers[].securityContext.runAsGroup",
  ],
  why: "Group 0 may read and write many files of an image and of mounted volumes, and it is what a container gets without runAsGroup.",
  fix: "Set securityContext.runAsGroup and fsGroup of the pod to a group id other than 0.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    // Windows has no group ids.
    if (!pod || pod.at("os", "name").text() === "windows") return;
    const ofPod = pod.at("securityContext", "runAsGroup");
    for (const node of [ofPod, pod.at("securityContext", "fsGroup")])
      check.expect(node, (value) => value === undefined || isNoRoot(value), "a group id other than 0");
    for (const group of pod.at("securityContext", "supplementalGroups").items())
      check.expect(group, isNoRoot, "a group id other than 0");
    for (const { node } of pod.containers()) {
      const group = effective(node, pod, "runAsGroup");
      // What the pod says was judged above, once for all its containers.
      if (group.path !== ofPod.path) check.expect(group, isNoRoot, "a group id other than 0, here or for the pod");
    }
  },
});
