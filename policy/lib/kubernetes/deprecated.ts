import type { Kind } from "../resource";

/** Kinds of a group and version, and the minor release of Kubernetes 1 that no longer serves them: what its migration guide says. */
const REMOVED: readonly (readonly [minor: number, apiVersion: string, ...kinds: string[]])[] = [
  [16, "apps/v1beta1", "Deployment", "StatefulSet", "ReplicaSet", "ControllerRevision"],
  [16, "apps/v1beta2", "DaemonSet", "Deployment", "StatefulSet", "ReplicaSet", "ControllerRevision"],
  [16, "extensions/v1beta1", "DaemonSet", "Deployment", "ReplicaSet", "NetworkPolicy", "PodSecurityPolicy"],
  [22, "admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  [22, "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"],
  [22, "apiregistration.k8s.io/v1beta1", "APIService"],
  [22, "authentication.k8s.io/v1beta1", "TokenReview"],
  [
    22,
    "authorization.k8s.io/v1beta1",
    "LocalSubjectAccessReview",
    "SelfSubjectAccessReview",
    "SelfSubjectRulesReview",
    "SubjectAccessReview",
  ],
  [22, "certificates.k8s.io/v1beta1", "CertificateSigningRequest"],
  [22, "coordination.k8s.io/v1beta1", "Lease"],
  [22, "extensions/v1beta1", "Ingress"],
  [22, "networking.k8s.io/v1beta1", "Ingress", "IngressClass"],
  [22, "rbac.authorization.k8s.io/v1beta1", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
  [22, "scheduling.k8s.io/v1beta1", "PriorityClass"],
  [22, "storage.k8s.io/v1beta1", "CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
  [25, "autoscaling/v2beta1", "HorizontalPodAutoscaler"],
  [25, "batch/v1beta1", "CronJob"],
  [25, "discovery.k8s.io/v1beta1", "EndpointSlice"],
  [25, "events.k8s.io/v1beta1", "Event"],
  [25, "node.k8s.io/v1beta1", "RuntimeClass"],
  [25, "policy/v1beta1", "PodDisruptionBudget", "PodSecurityPolicy"],
  [26, "autoscaling/v2beta2", "HorizontalPodAutoscaler"],
  [26, "flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "PriorityLevelConfiguration"],
  [27, "storage.k8s.io/v1beta1", "CSIStorageCapacity"],
  [29, "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "PriorityLevelConfiguration"],
  [32, "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "PriorityLevelConfiguration"],
];

const removals: ReadonlyMap<string, number> = new Map(
  REMOVED.flatMap(([minor, apiVersion, ...kinds]) => kinds.map((kind) => [`${apiVersion}/${kind}`, minor] as const)),
);

/** The release of Kubernetes, such as `1.25`, that no longer serves a kind; undefined where all do, as far as is known. */
export function removedIn(kind: Kind): string | undefined {
  const minor = removals.get(`${kind.module}/${kind.name.replace(/List$/, "")}`);
  return minor === undefined ? undefined : `1.${minor}`;
}

/** Whether a release such as `1.25` is another one, or later. What is not a release counts as the latest. */
export function isSince(release: string, other: string): boolean {
  const minor = (text: string) => Number(/^v?1\.(\d+)/.exec(text)?.[1] ?? Infinity);
  return minor(release) >= minor(other);
}

/** Whether a version may change or go away with any release: alpha and beta versions. */
export function isUnstable(kind: Kind): boolean {
  return /^v\d+(alpha|beta)\d+$/.test(kind.version);
}
