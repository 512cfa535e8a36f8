import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/storage/k8s-storageclass-encrypted";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import type * as kubernetes from "@pulumi/kubernetes";
import { typed } from "../../../support/typed";

const encrypted = typed<kubernetes.storage.v1.StorageClassArgs>("kubernetes:storage.k8s.io/v1:StorageClass", {
  metadata: { name: "fast" },
  provisioner: "ebs.csi.aws.com",
  parameters: { encrypted: "true", type: "gp3" },
  allowVolumeExpansion: true,
  volumeBindingMode: "WaitForFirstConsumer",
  reclaimPolicy: "Retain",
});
const of = (provisioner: string): Given => ({ ...encrypted, properties: { ...encrypted.properties, provisioner } });
const inTree = "a class of the driver inside Kubernetes";

describeRule(rule, {
  baselines: {
    "a class of EBS": [encrypted],
    [inTree]: [of("kubernetes.io/aws-ebs")],
    "a class of EKS": [of("ebs.csi.eks.amazonaws.com")],
    "a class of another driver": [{ type: encrypted.type, properties: { provisioner: "efs.csi.aws.com" } }],
    "a patch": [
      { type: "kubernetes:storage.k8s.io/v1:StorageClassPatch", properties: { provisioner: "ebs.csi.aws.com" } },
    ],
  },
  mutations: [
    { name: "no word about encryption", change: remove("parameters.encrypted"), message: 'wanted "true"' },
    { name: "no encryption", change: set("parameters.encrypted", "false") },
    { name: "no parameters", change: remove("parameters"), path: "parameters.encrypted" },
    { name: "no encryption in a patch", of: "a patch", change: set("parameters.encrypted", "false") },
    { name: "an older type", change: set("parameters.type", "gp2") },
    { name: "no type where the default is an older one", of: inTree, change: remove("parameters.type") },
    { name: "no encryption by EKS", of: "a class of EKS", change: remove("parameters.encrypted") },
    { name: "volumes that cannot grow", change: set("allowVolumeExpansion", false) },
    { name: "no word about growing", change: remove("allowVolumeExpansion") },
    { name: "volumes that do not wait for their pods", change: remove("volumeBindingMode") },
    { name: "volumes that are made at once", change: set("volumeBindingMode", "Immediate") },
    { name: "volumes that go with their claims", change: set("reclaimPolicy", "Delete") },
    { name: "no word about going", change: remove("reclaimPolicy") },
    {
      name: "volumes that go, of a class that is not listed",
      change: set("reclaimPolicy", "Delete"),
      parameters: { deletable: ["cache"] },
    },
    {
      name: "one field where another is not known yet",
      change: all(set("volumeBindingMode", "Immediate"), set("parameters", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "no type where gp3 is the default", change: remove("parameters.type") },
    { name: "volumes that may go", change: set("reclaimPolicy", "Delete"), parameters: { deletable: ["fast"] } },
    { name: "all volumes may go", change: remove("reclaimPolicy"), parameters: { deletable: ["*"] } },
  ],
  unknown: [
    { name: "an unknown driver", change: set("provisioner", UNKNOWN) },
    { name: "unknown encryption", change: set("parameters.encrypted", UNKNOWN) },
    { name: "an unknown policy", change: set("reclaimPolicy", UNKNOWN) },
  ],
});
