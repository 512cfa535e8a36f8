import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-statefulset-pvc-retention";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const deleted = "spec.persistentVolumeClaimRetentionPolicy.whenDeleted";

describeRule(rule, {
  baselines: {
    ...goodWorkloadsOf("a StatefulSet"),
    "a patch": [{ type: "kubernetes:apps/v1:StatefulSetPatch", properties: {} }],
  },
  mutations: [
    { name: "volumes that go with it", change: set(deleted, "Delete") },
    { name: "volumes that go with it in a patch", of: "a patch", change: set(deleted, "Delete") },
  ],
  allowed: [
    { name: "Retain", change: set(deleted, "Retain") },
    {
      name: "volumes that go when it shrinks",
      change: set("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Delete"),
    },
  ],
  unknown: [{ name: "an unknown policy", change: set(deleted, UNKNOWN) }],
});
