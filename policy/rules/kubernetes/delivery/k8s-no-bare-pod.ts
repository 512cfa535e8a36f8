import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-bare-pod",
  title: "Pods are made by a workload that keeps them running and rolls out their changes",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["compliance-policies disallowPod", "Kyverno prevent-bare-pods"],
  fields: ["kind", "metadata.annotations"],
  why: "A pod of its own is gone with its node, and no change of a ReplicaSet or ReplicationController ever reaches its pods.",
  fix: "Use a Deployment, StatefulSet, DaemonSet, Job or CronJob.",
  appliesTo: kinds("/Pod", "apps/ReplicaSet", "extensions/ReplicaSet", "/ReplicationController"),
  check(resource, check) {
    if (resource.kind.isPatch || isTest(resource.at("metadata", "annotations", "helm.sh/hook").text())) return;
    check.violation({ at: "kind", found: resource.kind.name, wanted: "a workload that manages pods" });
  },
});

/** The tests of a Helm chart are pods that run once. */
function isTest(hooks = ""): boolean {
  return hooks.split(",").some((hook) => ["test", "test-success", "test-failure"].includes(hook.trim()));
}
