import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/storage/k8s-pvc-storage-class";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import type * as kubernetes from "@pulumi/kubernetes";
import { goodWorkloadsOf } from "../../../support/objects";
import { typed } from "../../../support/typed";
import { pod } from "../../../support/workloads";

const spec = () => ({ storageClassName: "fast", accessModes: ["ReadWriteOnce"] });
const claim = typed<kubernetes.core.v1.PersistentVolumeClaimArgs>("kubernetes:core/v1:PersistentVolumeClaim", {
  spec: { ...spec(), resources: { requests: { storage: "1Gi" } } },
});
const stateful = goodWorkloadsOf("a StatefulSet");
set("spec.volumeClaimTemplates", [{ spec: spec() }])(stateful["a StatefulSet"]!);
const ephemeral = goodWorkloadsOf("a Deployment");
set(pod("volumes"), [{ ephemeral: { volumeClaimTemplate: { spec: spec() } } }, { emptyDir: {} }])(
  ephemeral["a Deployment"]!,
);
const className = "spec.storageClassName";
const ofTemplate = "spec.volumeClaimTemplates[0].spec.storageClassName";
const ofVolume = pod("volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName");
const modes = "spec.accessModes";

describeRule(rule, {
  parameters: { classes: ["fast"], sharedClasses: ["shared"] },
  baselines: {
    "a claim": [claim],
    ...stateful,
    ...ephemeral,
    "a patch": [{ type: "kubernetes:core/v1:PersistentVolumeClaimPatch", properties: {} }],
  },
  mutations: [
    { name: "no class", change: remove(className), message: "wanted fast or shared" },
    { name: "a class that is not listed", change: set(className, "gp2") },
    { name: "no class at all", change: set(className, ""), parameters: {}, message: "the parameter classes" },
    { name: "another class in a patch", of: "a patch", change: set(className, "gp2") },
    { name: "another class of a StatefulSet", of: "a StatefulSet", change: set(ofTemplate, "gp2") },
    { name: "another class of a pod's own volume", of: "a Deployment", change: set(ofVolume, "gp2") },
    { name: "many nodes", change: set(modes, ["ReadWriteOnce", "ReadWriteMany"]), path: `${modes}[1]` },
    {
      name: "many nodes where another mode is not known yet",
      change: set(modes, [UNKNOWN, "ReadWriteMany"]),
      path: `${modes}[1]`,
    },
  ],
  allowed: [
    { name: "many nodes of a shared class", change: all(set(modes, ["ReadWriteMany"]), set(className, "shared")) },
    { name: "one pod", change: set(modes, ["ReadWriteOncePod"]) },
    { name: "another list", change: set(className, "slow"), parameters: { classes: ["slow"] } },
    { name: "another list of shared classes", change: set(className, "slow"), parameters: { sharedClasses: ["slow"] } },
  ],
  unknown: [
    { name: "an unknown class", change: set(className, UNKNOWN) },
    { name: "unknown templates", of: "a StatefulSet", change: set("spec.volumeClaimTemplates", UNKNOWN) },
  ],
});
