import { expect } from "chai";
import { isSince, removedIn } from "../../../policy/lib/kubernetes/deprecated";
import { kindOf } from "../../../policy/lib/resource";

/** The deprecated API migration guide of Kubernetes: what each release stops to serve. */
const GUIDE: Record<string, Record<string, string>> = {
  "1.16": {
    "apps/v1beta1": "Deployment StatefulSet ReplicaSet ControllerRevision",
    "apps/v1beta2": "DaemonSet Deployment StatefulSet ReplicaSet ControllerRevision",
    "extensions/v1beta1": "DaemonSet Deployment ReplicaSet NetworkPolicy PodSecurityPolicy",
  },
  "1.22": {
    "admissionregistration.k8s.io/v1beta1": "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    "apiextensions.k8s.io/v1beta1": "CustomResourceDefinition",
    "apiregistration.k8s.io/v1beta1": "APIService",
    "authentication.k8s.io/v1beta1": "TokenReview",
    "authorization.k8s.io/v1beta1":
      "LocalSubjectAccessReview SelfSubjectAccessReview SubjectAccessReview SelfSubjectRulesReview",
    "certificates.k8s.io/v1beta1": "CertificateSigningRequest",
    "coordination.k8s.io/v1beta1": "Lease",
    "extensions/v1beta1": "Ingress",
    "networking.k8s.io/v1beta1": "Ingress IngressClass",
    "rbac.authorization.k8s.io/v1beta1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "scheduling.k8s.io/v1beta1": "PriorityClass",
    "storage.k8s.io/v1beta1": "CSIDriver CSINode StorageClass VolumeAttachment",
  },
  "1.25": {
    "autoscaling/v2beta1": "HorizontalPodAutoscaler",
    "batch/v1beta1": "CronJob CronJobList",
    "discovery.k8s.io/v1beta1": "EndpointSlice",
    "events.k8s.io/v1beta1": "Event",
    "node.k8s.io/v1beta1": "RuntimeClass",
    "policy/v1beta1": "PodDisruptionBudget PodSecurityPolicy",
  },
  "1.26": {
    "autoscaling/v2beta2": "HorizontalPodAutoscaler",
    "flowcontrol.apiserver.k8s.io/v1beta1": "FlowSchema PriorityLevelConfiguration",
  },
  "1.27": { "storage.k8s.io/v1beta1": "CSIStorageCapacity" },
  "1.29": { "flowcontrol.apiserver.k8s.io/v1beta2": "FlowSchema PriorityLevelConfiguration" },
  "1.32": { "flowcontrol.apiserver.k8s.io/v1beta3": "FlowSchema PriorityLevelConfiguration" },
};

const removal = (apiVersion: string, kind: string) => removedIn(kindOf(`kubernetes:${apiVersion}:${kind}`));

describe("versions of kinds", () => {
  for (const [release, versions] of Object.entries(GUIDE))
    it(`go with ${release} as the guide says`, () => {
      for (const [apiVersion, kinds] of Object.entries(versions))
        for (const kind of kinds.split(" "))
          expect(removal(apiVersion, kind), `${apiVersion} ${kind}`).to.equal(release);
    });

  it("stay where the guide says nothing", () => {
    expect(removal("apps/v1", "Deployment")).to.equal(undefined);
    expect(removal("apps/v1beta1", "DaemonSet")).to.equal(undefined);
  });

  it("are compared by numbers", () => {
    expect(isSince("1.25", "1.25")).to.equal(true);
    expect(isSince("v1.9", "1.25")).to.equal(false);
    expect(isSince("1.100", "1.25")).to.equal(true);
    expect(isSince("latest", "1.25")).to.equal(true);
  });
});
