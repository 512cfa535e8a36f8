import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-no-system-namespace";
import { all, remove, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, goodWorkloadsOf } from "../../../support/objects";

const path = "metadata.namespace";
const provider: Given["provider"] = {
  type: "pulumi:providers:kubernetes",
  name: "cluster",
  urn: "urn",
  properties: { namespace: "kube-public" },
};
const release: Given = { type: "kubernetes:helm.sh/v3:Release", properties: { namespace: "shop" } };

describeRule(rule, {
  baselines: {
    ...goodWorkloadsOf("a Deployment", "a patch that leaves things out"),
    "a Service": [goodService()],
    "a release": [release],
  },
  mutations: [
    ...["kube-system", "kube-public", "kube-node-lease"].map((name) => ({ name, change: set(path, name) })),
    { name: "a Service in kube-system", of: "a Service", change: set(path, "kube-system") },
    { name: "a patch in kube-system", of: "a patch that leaves things out", change: set(path, "kube-system") },
    { name: "a release in kube-system", of: "a release", change: set("namespace", "kube-system") },
    { name: "a provider for kube-public", change: all(remove(path), state({ provider })), path: "provider.namespace" },
    {
      name: "what is not listed",
      change: set(path, "kube-system"),
      parameters: { owners: ["dns"] },
    },
  ],
  allowed: [
    { name: "no namespace", change: remove(path) },
    { name: "a part of the cluster", change: set(path, "kube-system"), parameters: { owners: ["dns", "we*"] } },
  ],
  unknown: [{ name: "an unknown namespace", change: set(path, UNKNOWN) }],
});
