import { expect } from "chai";
import { isNamespaced, mayBeNamespaced } from "../../../policy/lib/kubernetes/scope";

/** As `kubectl api-resources` says it, with a kind of each group at least. */
const NAMESPACED = [
  "core/v1:ConfigMap",
  "core/v1:ConfigMapPatch",
  "apps/v1:Deployment",
  "autoscaling/v2:HorizontalPodAutoscaler",
  "batch/v1:CronJob",
  "certificates.k8s.io/v1beta1:PodCertificateRequest",
  "coordination.k8s.io/v1:Lease",
  "discovery.k8s.io/v1:EndpointSlice",
  "events.k8s.io/v1:Event",
  "extensions/v1beta1:Ingress",
  "lifecycle.k8s.io/v1alpha1:EvictionRequest",
  "networking.k8s.io/v1:NetworkPolicy",
  "policy/v1:PodDisruptionBudget",
  "rbac.authorization.k8s.io/v1:RoleBinding",
  "resource.k8s.io/v1:ResourceClaim",
  "scheduling.k8s.io/v1alpha1:Workload",
  "settings.k8s.io/v1alpha1:PodPreset",
  "storage.k8s.io/v1:CSIStorageCapacity",
  "helm.sh/v3:Release",
];

const IN_NO_NAMESPACE = [
  "core/v1:Namespace",
  "core/v1:NamespacePatch",
  "core/v1:Node",
  "core/v1:PersistentVolume",
  "core/v1:ConfigMapList",
  "admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/v1:CustomResourceDefinition",
  "apiregistration.k8s.io/v1:APIService",
  "auditregistration.k8s.io/v1alpha1:AuditSink",
  "certificates.k8s.io/v1:CertificateSigningRequest",
  "certificates.k8s.io/v1beta1:ClusterTrustBundle",
  "extensions/v1beta1:PodSecurityPolicy",
  "flowcontrol.apiserver.k8s.io/v1:FlowSchema",
  "internal.apiserver.k8s.io/v1alpha1:StorageVersion",
  "networking.k8s.io/v1:IngressClass",
  "networking.k8s.io/v1:ServiceCIDR",
  "node.k8s.io/v1:RuntimeClass",
  "policy/v1beta1:PodSecurityPolicy",
  "rbac.authorization.k8s.io/v1:ClusterRole",
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  "resource.k8s.io/v1:DeviceClass",
  "resource.k8s.io/v1:ResourceSlice",
  "scheduling.k8s.io/v1:PriorityClass",
  "storage.k8s.io/v1:StorageClass",
  "storage.k8s.io/v1:VolumeAttachment",
  "storagemigration.k8s.io/v1alpha1:StorageVersionMigration",
];

describe("the scope of kinds", () => {
  for (const type of NAMESPACED)
    it(`${type} is in a namespace`, () => {
      expect(isNamespaced(`kubernetes:${type}`)).to.equal(true);
      expect(mayBeNamespaced(`kubernetes:${type}`)).to.equal(true);
    });

  for (const type of IN_NO_NAMESPACE)
    it(`${type} is in none`, () => {
      expect(isNamespaced(`kubernetes:${type}`)).to.equal(false);
      expect(mayBeNamespaced(`kubernetes:${type}`)).to.equal(false);
    });

  // A definition says which, and its group may end as those of Kubernetes do.
  for (const type of ["example.org/v1:Shop", "gateway.networking.k8s.io/v1:GatewayClass"])
    it(`${type} is a custom resource, which may be in one`, () => {
      expect(isNamespaced(`kubernetes:${type}`)).to.equal(false);
      expect(mayBeNamespaced(`kubernetes:${type}`)).to.equal(true);
    });
});
