import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-recreate-single-writer";
import { all, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";
import { pod } from "../../../support/workloads";

const type = "spec.strategy.type";
const [deployment] = goodWorkloadsOf("a Deployment")["a Deployment"]!;
const recreated = structuredClone(deployment!);
set(type, "Recreate")([recreated]);
set(pod("volumes"), [{ name: "data", persistentVolumeClaim: { claimName: "data" } }])([recreated]);

const claim: Given = {
  name: "data",
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  properties: { metadata: { name: "data", namespace: "shop" }, spec: { accessModes: ["ReadWriteOnce"] } },
};

describeRule(rule, {
  baselines: {
    "a Deployment that is recreated, with a claim for one node": [recreated, claim],
    "a rolling Deployment": [deployment!, claim],
  },
  mutations: [
    {
      name: "a claim for many nodes",
      change: set("spec.accessModes", ["ReadWriteMany"], "data"),
      path: type,
      message: "ReadWriteMany",
    },
    { name: "a claim that says nothing", change: set("spec.accessModes", null, "data"), path: type, message: "none" },
  ],
  allowed: [
    {
      name: "a claim for many nodes beside one that is made elsewhere",
      change: all(
        set("spec.accessModes", ["ReadWriteMany"], "data"),
        set(pod("volumes[1]"), { name: "more", persistentVolumeClaim: { claimName: "more" } }),
      ),
    },
    { name: "a claim for one pod", change: set("spec.accessModes", ["ReadWriteOncePod"], "data") },
    { name: "a claim that is made elsewhere", change: without("data") },
    {
      name: "a claim of another namespace",
      change: all(set("metadata.namespace", "other", "data"), set("spec.accessModes", ["ReadWriteMany"], "data")),
    },
    {
      name: "a patch",
      change: all(
        set("spec.accessModes", ["ReadWriteMany"], "data"),
        state({ type: "kubernetes:apps/v1:DeploymentPatch" }),
      ),
    },
  ],
  unknown: [
    { name: "unknown access modes", change: set("spec.accessModes", UNKNOWN, "data") },
    { name: "a claim of an unknown name", change: set("metadata.name", UNKNOWN, "data") },
    { name: "an unknown strategy", change: all(set(type, UNKNOWN), set("spec.accessModes", [], "data")) },
  ],
});
