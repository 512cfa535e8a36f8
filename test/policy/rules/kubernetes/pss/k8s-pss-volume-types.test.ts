import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/pss/k8s-pss-volume-types";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const volumes = pod("volumes");
const forbidden = [
  ...["awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker"],
  ...["gcePersistentDisk", "gitRepo", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume"],
  ...["quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume", "aTypeToCome"],
];
const allowed = [
  ...["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim"],
  ...["projected", "secret"],
];
const volume = (type: string) => set(volumes, [{ name: "data", [type]: {} }]);

describeRule(rule, {
  baselines: goodWorkloads(),
  mutations: [
    ...forbidden.map((type) => ({
      name: `the type ${type}`,
      change: volume(type),
      path: `${volumes}[0].${type}`,
      message: `found a volume of type ${type}, wanted one of configMap, csi, `,
    })),
    {
      name: "a share that a Pod mounts",
      of: "a Pod",
      change: set("spec.volumes[0].nfs", { server: "files", path: "/" }),
    },
    { name: "a share in a patch", of: "a patch that leaves things out", change: set(`${volumes}[0].nfs`, {}) },
    {
      name: "a share after a volume that is not known yet",
      change: set(volumes, [UNKNOWN, { name: "data", nfs: {} }]),
      path: `${volumes}[1].nfs`,
    },
  ],
  allowed: [
    ...allowed.map((type) => ({ name: `the type ${type}`, change: volume(type) })),
    { name: "no type, which is an emptyDir", change: set(volumes, [{ name: "data" }]) },
    { name: "a type that is not set", change: set(volumes, [{ name: "data", nfs: null, emptyDir: {} }]) },
    { name: "a path of the node, which another rule judges", change: volume("hostPath") },
  ],
  unknown: [
    { name: "unknown volumes", change: set(volumes, UNKNOWN) },
    { name: "an unknown volume", change: set(volumes, [UNKNOWN]), path: `${volumes}[0]` },
    { name: "a type that may not be set", change: set(volumes, [{ nfs: UNKNOWN }]), path: `${volumes}[0].nfs` },
  ],
});
