import type { Node } from "../node";
import { kindOf, type Resource } from "../resource";
import type { Applies } from "../stack";
import { kinds, objects } from "./kinds";

/** Groups of Kubernetes itself that have kinds in a namespace. */
const GROUPS: ReadonlySet<string> = new Set([
  "",
  "apps",
  "autoscaling",
  "batch",
  "extensions",
  "policy",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "lifecycle.k8s.io",
  "networking.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "settings.k8s.io",
  "storage.k8s.io",
]);

/** Groups all of whose kinds are in no namespace. */
const CLUSTER_GROUPS: readonly string[] = [
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "auditregistration.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "node.k8s.io",
  "storagemigration.k8s.io",
];

/** Other kinds that are in no namespace. */
const CLUSTER_KINDS = kinds(
  "/Namespace",
  "/Node",
  "/PersistentVolume",
  "certificates.k8s.io/CertificateSigningRequest",
  "certificates.k8s.io/ClusterTrustBundle",
  "extensions/PodSecurityPolicy",
  "networking.k8s.io/ClusterCIDR",
  "networking.k8s.io/IPAddress",
  "networking.k8s.io/IngressClass",
  "networking.k8s.io/ServiceCIDR",
  "policy/PodSecurityPolicy",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "resource.k8s.io/DeviceClass",
  "resource.k8s.io/DeviceTaintRule",
  "resource.k8s.io/ResourceClass",
  "resource.k8s.io/ResourcePoolStatusRequest",
  "resource.k8s.io/ResourceSlice",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/StorageClass",
  "storage.k8s.io/VolumeAttachment",
  "storage.k8s.io/VolumeAttributesClass",
);

const releases = kinds("helm.sh/Release");

/** Accepts what may be in a namespace: objects of no kind that never is, and releases of Helm. */
export const mayBeNamespaced: Applies = (type) => {
  const { group, name } = kindOf(type);
  if (releases(type)) return true;
  return objects(type) && !CLUSTER_GROUPS.includes(group) && !CLUSTER_KINDS(type) && !/List$/.test(name);
};

/** Accepts what is in a namespace for certain: custom resources may be in none. */
export const isNamespaced: Applies = (type) =>
  mayBeNamespaced(type) && (releases(type) || GROUPS.has(kindOf(type).group));

/** The place of the namespace that a resource is in: its own, else its provider's; its own where neither says anything. */
export function namespaceNode(resource: Resource): Node {
  const own = releases(resource.type) ? resource.at("namespace") : resource.at("metadata", "namespace");
  const inherited = resource.provider.at("namespace");
  return own.exists || !inherited.exists ? own : inherited;
}
