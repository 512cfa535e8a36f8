import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-banned-images";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloads, pod } from "../../../support/workloads";

const image = pod("containers[0].image");

const service: Given = {
  type: "kubernetes:core/v1:Service",
  properties: {
    metadata: { name: "web", labels: { app: "web" } },
    spec: { selector: { "app.kubernetes.io/name": "web" }, ports: [{ port: 80 }] },
  },
};

describeRule(rule, {
  baselines: { ...goodWorkloads(), "a Service": [service] },
  mutations: [
    {
      name: "Tiller",
      change: set(image, "ghcr.io/helm/tiller:v2.17.0"),
      message: 'found "ghcr.io/helm/tiller:v2.17.0", wanted an image that is not banned',
    },
    { name: "the dashboard", change: set(image, "kubernetesui/dashboard:v2.7.0") },
    { name: "the dashboard under its old name", change: set(image, "k8s.gcr.io/kubernetes-dashboard-amd64:v1.10.1") },
    { name: "Tiller in an init container", change: set(pod("initContainers[0].image"), "tiller") },
    { name: "Tiller in a volume", change: set(pod("volumes[0].image.reference"), "tiller:v2") },
    { name: "an image that is named wrongly", change: set(image, "helm/tiller@latest") },
    { name: "Tiller in a patch", of: "a patch that leaves things out", change: set(image, "tiller") },
    { name: "the label of Tiller", change: set("spec.template.metadata.labels.name", "tiller") },
    {
      name: "the label of the dashboard on the workload",
      change: set("metadata.labels.k8s-app", "kubernetes-dashboard"),
    },
    { name: "the label of Tiller on a Pod", of: "a Pod", change: set("metadata.labels.name", "tiller") },
    { name: "a Service for Tiller", of: "a Service", change: set("spec.selector.name", "tiller") },
    { name: "a Service with the label of Tiller", of: "a Service", change: set("metadata.labels.name", "tiller") },
    { name: "what this stack bans", change: set(image, "shop/miner:1"), parameters: { banned: ["shop/miner"] } },
    {
      name: "a label beside an image that is not known yet",
      change: all(set("metadata.labels.name", "tiller"), set(image, UNKNOWN)),
    },
  ],
  allowed: [
    { name: "an image whose name only contains it", change: set(image, "shop/distiller:1") },
    { name: "no image", change: remove(image) },
    { name: "an unknown selector of a workload, whose labels tell the same", change: set("spec.selector", UNKNOWN) },
    { name: "a tag of that name", change: set(image, "shop/web:tiller") },
    { name: "a label that only contains it", change: set("metadata.labels.name", "tiller-free") },
    { name: "what this stack does not ban", change: set(image, "tiller:1"), parameters: { banned: ["shop/miner"] } },
  ],
  unknown: [
    { name: "an unknown image", change: set(image, UNKNOWN) },
    { name: "an unknown label", change: set("metadata.labels.name", UNKNOWN) },
    { name: "an unknown selector", of: "a Service", change: set("spec.selector", UNKNOWN) },
  ],
});
