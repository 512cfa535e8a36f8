import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-revision-history-kept",
  title: "A workload keeps a revision to roll back to",
  severity: "low",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["spec.revisionHistoryLimit"],
  why: "With a limit of 0 the cluster forgets every earlier revision, and a broken release cannot be undone from it.",
  fix: "Set spec.revisionHistoryLimit to 1 or more, or leave it out.",
  appliesTo: kinds("apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"),
  check(resource, check) {
    check.expect(
      resource.at("spec", "revisionHistoryLimit"),
      (value) => value === undefined || (typeof value === "number" && value >= 1),
      "1 or more, or not set",
    );
  },
});
