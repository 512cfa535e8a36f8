import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-netpol-covers-pods";
import { add, all, remove, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodPolicy, policy } from "../../../support/network-policies";
import { goodWorkloadsOf, LABELS } from "../../../support/objects";

const path = "metadata.namespace";
const label = `spec.template.metadata.labels["app.kubernetes.io/name"]`;
const selector = "spec.podSelector";
const others: Given[] = Array.from({ length: 3 }, (_, index) =>
  policy(`other-${index}`, { podSelector: { matchLabels: { app: `other-${index}` } } }),
);
const baselines = goodWorkloadsOf("a Deployment", "a CronJob", "a Pod");
for (const given of Object.values(baselines)) given.push(goodPolicy(), ...structuredClone(others));

describeRule(rule, {
  baselines,
  mutations: [
    { name: "no policy", change: without("web-policy"), path, message: "for Ingress" },
    { name: "no policy of a pod of its own", of: "a Pod", change: without("web-policy"), path },
    { name: "no policy of a CronJob", of: "a CronJob", change: without("web-policy"), path },
    { name: "no Ingress", change: set("spec.policyTypes", ["Egress"], "web-policy"), path, message: "for Ingress" },
    { name: "no Egress", change: set("spec.policyTypes", ["Ingress"], "web-policy"), path, message: "for Egress" },
    {
      name: "no types and no rules of what goes out",
      change: all(remove("spec.policyTypes", "web-policy"), remove("spec.egress", "web-policy")),
      path,
      message: "for Egress",
    },
    { name: "another label", change: set(`${selector}.matchLabels.tier`, "x", "web-policy"), path },
    { name: "another value", change: set(label, "other"), path },
    { name: "a policy of another namespace", change: set("metadata.namespace", "other", "web-policy"), path },
    {
      name: "a patch of a policy",
      change: state({ type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" }, "web-policy"),
      path,
    },
    {
      name: "no policy where a label that no policy asks for is not known yet",
      change: all(without("web-policy"), set("spec.template.metadata.labels.version", UNKNOWN)),
      path,
    },
  ],
  allowed: [
    { name: "a policy of all pods", change: set(selector, {}, "web-policy") },
    { name: "a policy without a selector", change: remove(selector, "web-policy") },
    {
      name: "a policy by an expression",
      change: set(
        selector,
        { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "Exists" }] },
        "web-policy",
      ),
    },
    { name: "no types, with rules of what goes out", change: remove("spec.policyTypes", "web-policy") },
    {
      name: "a policy for each direction",
      change: all(
        set("spec.policyTypes", ["Ingress"], "web-policy"),
        add(policy("out", { podSelector: { matchLabels: LABELS }, policyTypes: ["Egress"] })),
      ),
    },
    {
      name: "a label that is not known yet, which no policy asks for",
      change: set("spec.template.metadata.labels.version", UNKNOWN),
    },
    {
      name: "a template that makes no pods",
      change: all(without("web-policy"), state({ type: "kubernetes:core/v1:PodTemplate" })),
    },
    { name: "a patch", change: all(without("web-policy"), state({ type: "kubernetes:apps/v1:DeploymentPatch" })) },
  ],
  unknown: [
    { name: "an unknown namespace of what is looked for", change: set("metadata.namespace", UNKNOWN, "web-policy") },
    { name: "an unknown label", change: set(label, UNKNOWN) },
    { name: "an unknown selector", change: set(selector, UNKNOWN, "web-policy") },
    { name: "unknown types", change: set("spec.policyTypes", UNKNOWN, "web-policy") },
  ],
});
