import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-no-deprecated-api";
import { state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const of = (type: string) => state({ type: `kubernetes:${type}` });
const path = "apiVersion";

const removed: Record<string, string> = {
  "extensions/v1beta1:Deployment": "1.16",
  "apps/v1beta2:StatefulSet": "1.16",
  "networking.k8s.io/v1beta1:Ingress": "1.22",
  "policy/v1beta1:PodDisruptionBudget": "1.25",
  "policy/v1beta1:PodDisruptionBudgetPatch": "1.25",
  "policy/v1beta1:PodDisruptionBudgetList": "1.25",
  "autoscaling/v2beta2:HorizontalPodAutoscaler": "1.26",
  "storage.k8s.io/v1beta1:CSIStorageCapacity": "1.27",
  "flowcontrol.apiserver.k8s.io/v1beta2:FlowSchema": "1.29",
  "flowcontrol.apiserver.k8s.io/v1beta3:FlowSchema": "1.32",
};

const stable: Given = { type: "kubernetes:apps/v1:Deployment", properties: {} };

describeRule(rule, {
  baselines: {
    "a Deployment": [stable],
    "a Secret": [{ ...stable, type: "kubernetes:core/v1:Secret" }],
    "an autoscaler": [{ ...stable, type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler" }],
    "an object of another group": [{ ...stable, type: "kubernetes:cert-manager.io/v1:Certificate" }],
  },
  mutations: [
    ...Object.entries(removed).map(([type, release]) => ({
      name: `${type} after ${release}`,
      change: of(type),
      path,
      message: `Kubernetes 1.35 serves: this one ended with ${release}.`,
    })),
    {
      name: "a version that ends with the cluster's release",
      change: of("policy/v1beta1:PodDisruptionBudget"),
      parameters: { kubernetesVersion: "1.25" },
      path,
      message: "ended with 1.25",
    },
    {
      name: "a version that is removed even if it is allowed",
      change: of("policy/v1beta1:PodDisruptionBudget"),
      parameters: { unstable: ["policy/v1beta1"] },
      path,
    },
    {
      name: "a version that is still served, because it is not a stable one",
      change: of("policy/v1beta1:PodDisruptionBudget"),
      parameters: { kubernetesVersion: "1.24" },
      path,
      message: "a stable version",
    },
    { name: "an alpha version", change: of("storage.k8s.io/v1alpha1:VolumeAttributesClass"), path },
    { name: "a beta version that is still served", change: of("storage.k8s.io/v1beta1:VolumeAttributesClass"), path },
    { name: "an alpha version of another group", change: of("argoproj.io/v1alpha1:Rollout"), path },
    {
      name: "what is not a release, as if it were the latest",
      change: of("apps/v1beta2:DaemonSet"),
      parameters: { kubernetesVersion: "latest" },
      path,
      message: "ended with 1.16",
    },
  ],
  allowed: [
    {
      name: "a beta version that the cluster serves and the stack may use",
      change: of("policy/v1beta1:PodDisruptionBudget"),
      parameters: { kubernetesVersion: "1.9", unstable: ["policy/v1beta1"] },
    },
    {
      name: "one kind of an alpha version",
      change: of("argoproj.io/v1alpha1:Rollout"),
      parameters: { unstable: ["argoproj.io/v1alpha1/Rollout"] },
    },
  ],
  // The type of a resource is always known.
  unknown: [],
  ignored: [{ type: "kubernetes:helm.sh/v3:Release", properties: {} }],
});
