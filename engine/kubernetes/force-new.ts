import { groupOf } from "./objects";
import type { KubernetesObject } from "./types";

/** A path of field names; list positions do not count. */
type FieldPath = string;

/** Everything in a Pod's containers is fixed but the image, which the server can change in place; the official plugin replaces for it too. */
const CONTAINER_FIELDS = [
  "args",
  "command",
  "env",
  "image",
  "imagePullPolicy",
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "stdin",
  "stdinOnce",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "tty",
  "volumeDevices",
  "volumeMounts",
  "workingDir",
];

const POD_FIELDS = [
  "affinity",
  "automountServiceAccountToken",
  "dnsConfig",
  "dnsPolicy",
  "enableServiceLinks",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostname",
  "imagePullSecrets",
  "nodeName",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priority",
  "priorityClassName",
  "readinessGates",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "serviceAccount",
  "serviceAccountName",
  "shareProcessNamespace",
  "subdomain",
  "terminationGracePeriodSeconds",
  "volumes",
];

const VOLUME_SOURCES = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

const under = (prefix: string, fields: string[]): FieldPath[] => fields.map((field) => `${prefix}.${field}`);

/** By group and kind: the fields that cannot change while the object lives, apart from its name and namespace. */
const FORCE_NEW: Record<string, FieldPath[]> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
  "/PersistentVolume": under("spec", VOLUME_SOURCES),
  "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "/Pod": [
    ...under("spec", POD_FIELDS),
    ...under("spec.containers", CONTAINER_FIELDS),
    ...under("spec.initContainers", CONTAINER_FIELDS),
  ],
  "/ResourceQuota": ["spec.scopes"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP"],
};

/** Which of the kinds that configure others may be changed in place. */
export interface MutableData {
  /** @default false: a changed ConfigMap is a new one, so that workloads restart and old pods keep what they started with */
  configMaps: boolean;
  secrets: boolean;
}

const IDENTITY = ["kind", "metadata.name", "metadata.namespace"];

/** The fields whose change takes a new object. */
export interface ForceNewFields {
  /** The server does not change them: the object's identity, and what {@link FORCE_NEW} lists. */
  fixed: FieldPath[];
  /** The server would change them, but what reads them would not notice. */
  renewed: FieldPath[];
}

/**
 * The fields of an object whose change takes a new object.
 *
 * @param object The object as it is to become.
 * @param old The object as it was.
 * @param patch The resource only patches an object; then nothing but the identity counts.
 */
export function forceNewFields(
  object: KubernetesObject,
  old: KubernetesObject,
  patch: boolean,
  mutable: MutableData,
): ForceNewFields {
  if (patch) {
    return { fixed: IDENTITY, renewed: [] };
  }
  const key = `${groupOf(object.apiVersion)}/${object.kind}`;
  const fixed = [...IDENTITY, ...(FORCE_NEW[key] ?? [])];
  const renewed: FieldPath[] = [];
  const immutable = object.immutable === true || old.immutable === true;
  if (key === "/ConfigMap" && (!mutable.configMaps || immutable)) {
    renewed.push("data", "binaryData");
  }
  if (key === "/Secret" && (!mutable.secrets || immutable)) {
    renewed.push("data", "stringData");
  }
  if ((key === "/ConfigMap" || key === "/Secret") && old.immutable === true) {
    fixed.push("immutable");
  }
  return { fixed, renewed };
}
