import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-namespace-default-deny";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNamespace, policy } from "../../../support/network-policies";

const path = "metadata.name";
const directions = (name: string) =>
  all(
    without("deny"),
    add(policy(`${name}-in`, { podSelector: {} })),
    add(policy(`${name}-out`, { podSelector: {}, policyTypes: ["Egress"], ingress: [], egress: [] })),
  );

describeRule(rule, {
  baselines: { "a namespace that denies all": goodNamespace() },
  mutations: [
    { name: "no policy", change: all(without("deny"), without("dns")), path, message: "denies all pods Ingress" },
    { name: "only Ingress", change: set("spec.policyTypes", ["Ingress"], "deny"), path, message: "Egress" },
    { name: "only Egress", change: set("spec.policyTypes", ["Egress"], "deny"), path, message: "Ingress" },
    { name: "no types, which is only Ingress", change: remove("spec.policyTypes", "deny"), path, message: "Egress" },
    { name: "a policy of some pods", change: set("spec.podSelector.matchLabels", { app: "web" }, "deny"), path },
    {
      name: "a policy of some pods by an expression",
      change: set("spec.podSelector.matchExpressions", [{ key: "app", operator: "Exists" }], "deny"),
      path,
    },
    { name: "a policy with rules", change: set("spec.ingress", [{}], "deny"), path, message: "Ingress" },
    { name: "a policy with rules of what goes out", change: set("spec.egress", [{}], "deny"), path, message: "Egress" },
    { name: "a policy of another namespace", change: set("metadata.namespace", "other", "deny"), path },
    {
      name: "a patch of a policy",
      change: state({ type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" }, "deny"),
      path,
    },
    {
      name: "one direction where the rules of the other are not known yet",
      change: all(set("spec.ingress", UNKNOWN, "deny"), set("spec.egress", [{}], "deny")),
      path,
      message: "Egress",
    },
  ],
  allowed: [
    { name: "a policy for each direction", change: directions("deny") },
    {
      name: "empty lists",
      change: set(
        "spec",
        { podSelector: { matchLabels: {} }, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
        "deny",
      ),
    },
    {
      name: "a patch of a namespace",
      change: all(without("deny"), state({ type: "kubernetes:core/v1:NamespacePatch" })),
    },
    {
      name: "a policy that depends on the namespace",
      change: all(set("metadata.namespace", UNKNOWN, "deny"), state({ dependencies: { metadata: ["shop"] } }, "deny")),
    },
  ],
  unknown: [
    { name: "an unknown namespace of what is looked for", change: set("metadata.namespace", UNKNOWN, "deny") },
    { name: "unknown types", change: set("spec.policyTypes", UNKNOWN, "deny") },
    { name: "an unknown selector", change: set("spec.podSelector", UNKNOWN, "deny") },
  ],
});
