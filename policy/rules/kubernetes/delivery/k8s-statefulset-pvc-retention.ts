import { kinds } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-statefulset-pvc-retention",
  title: "The volumes of a StatefulSet stay when it is deleted",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["spec.persistentVolumeClaimRetentionPolicy.whenDeleted"],
  why: "A StatefulSet is deleted and made again when one of its fixed fields changes; its data must not go with it.",
  fix: "Set spec.persistentVolumeClaimRetentionPolicy.whenDeleted to Retain, or leave it out.",
  appliesTo: kinds("apps/StatefulSet"),
  check(resource, check) {
    check.expect(
      resource.at("spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"),
      (value) => value === undefined || value === "Retain",
      "Retain or not set",
    );
  },
});
