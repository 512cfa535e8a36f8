import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/storage/k8s-no-hostpath-pv";
import { all, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const volume: Given = {
  type: "kubernetes:core/v1:PersistentVolume",
  properties: { spec: { capacity: { storage: "1Gi" }, csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-1" } } },
};

describeRule(rule, {
  baselines: {
    "a volume of a driver": [volume],
    "a patch": [{ type: "kubernetes:core/v1:PersistentVolumePatch", properties: {} }],
  },
  mutations: [
    { name: "a directory of the node", change: set("spec.hostPath", { path: "/" }) },
    { name: "a disk of the node", change: set("spec.local", { path: "/mnt" }) },
    { name: "a directory in a patch", of: "a patch", change: set("spec.hostPath.path", "/"), path: "spec.hostPath" },
    {
      name: "a disk where the directory is not known yet",
      change: all(set("spec.local", { path: "/mnt" }), set("spec.hostPath", UNKNOWN)),
    },
  ],
  allowed: [{ name: "null", change: set("spec.hostPath", null) }],
  unknown: [{ name: "an unknown source", change: set("spec.hostPath", UNKNOWN) }],
});
