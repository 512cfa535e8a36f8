import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate, type PodTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

const CONTROL_PLANE: ReadonlySet<unknown> = new Set([
  "node-role.kubernetes.io/control-plane",
  "node-role.kubernetes.io/master",
]);

const WANTED = "nothing that brings the pod to nodes of the control plane";

export default defineRule({
  id: "k8s-node-placement",
  title: "No pod asks for nodes that are not for it",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Kyverno restrict-controlplane-scheduling"],
  fields: ["tolerations[]", "nodeSelector", "affinity.nodeAffinity"],
  why: "A pod beside the control plane is one step from its keys, and one that tolerates every taint lands on nodes that are sick or kept for others.",
  fix: "Remove the toleration, selector or affinity, and tolerate only the taint of the nodes that the pod is for, by its key.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    const tolerations = pod.at("tolerations").items();
    for (const toleration of tolerations)
      check.expect(toleration.at("key"), (value) => !CONTROL_PLANE.has(value), WANTED);
    // Agents that run on every node have to tolerate what the nodes have.
    if (resource.kind.name !== "DaemonSet") {
      check.each(tolerations, (toleration) => {
        const toleratesAll = !toleration.at("key").text() && toleration.at("operator").text() === "Exists";
        if (toleratesAll) check.violation({ at: toleration, wanted: "the key of the taint that is tolerated" });
      });
    }
    for (const [key, value] of pod.at("nodeSelector").entries())
      if (CONTROL_PLANE.has(key)) check.violation({ at: value, found: "a selector", wanted: WANTED });
    check.each(nodeRequirements(pod), (requirement) => {
      const key = requirement.at("key");
      if (!CONTROL_PLANE.has(key.read())) return;
      const keepsAway = ["NotIn", "DoesNotExist"].includes(requirement.at("operator").text() ?? "");
      if (!keepsAway) check.violation({ at: key, wanted: WANTED });
    });
  },
});

/** What a pod's affinity says about the labels of nodes, be it required or preferred. */
function nodeRequirements(pod: PodTemplate): Node[] {
  const affinity = pod.at("affinity", "nodeAffinity");
  const terms = [
    ...affinity.at("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").items(),
    ...affinity
      .at("preferredDuringSchedulingIgnoredDuringExecution")
      .items()
      .map((one) => one.at("preference")),
  ];
  return terms.flatMap((term) => term.at("matchExpressions").items());
}
