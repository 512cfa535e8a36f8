import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

const deployed = kinds("apps/Deployment", "apps/StatefulSet", "apps/DaemonSet");
const statefulSets = kinds("apps/StatefulSet");

export default defineRule({
  id: "k8s-revision-history-limit",
  title: "A workload says how many of its revisions are kept, ten at the most",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Own"],
  fields: ["spec.revisionHistoryLimit"],
  why: "Each revision is an object that every controller and list of the cluster carries along; a few are enough to roll back.",
  fix: "Set spec.revisionHistoryLimit to 5, or to another number from 1 to 10.",
  appliesTo: deployed,
  check(resource, check) {
    check.expect(
      resource.at("spec", "revisionHistoryLimit"),
      (value) => typeof value === "number" && value >= 1 && value <= 10,
      "a number from 1 to 10",
    );
  },
  remediate(resource, remedy) {
    // A changed limit replaces a StatefulSet.
    if (statefulSets(resource.type) || !resource.at("spec").exists) return;
    remedy.setIfAbsent(resource.at("spec", "revisionHistoryLimit"), 5);
  },
});
