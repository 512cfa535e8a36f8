import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-netpol-targets-something";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNamespace, goodPolicy, policy } from "../../../support/network-policies";
import { goodWorkloadsOf } from "../../../support/objects";

const [namespace] = goodNamespace();
const web = goodWorkloadsOf("a Deployment")["a Deployment"]!;
const label = (path: string) => `${path}.matchLabels["app.kubernetes.io/name"]`;
const from = "spec.ingress[0].from[0]";
const to = "spec.egress[0].to[0]";
const named = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
const slip = (path: string) => set(label(`${path}.podSelector`), "wbe");

describeRule(rule, {
  baselines: { "a policy of pods that there are": [goodPolicy(), ...web, namespace!] },
  mutations: [
    { name: "a slip in the selector", change: slip("spec"), path: "spec.podSelector" },
    { name: "a slip in what comes in", change: slip(from), path: `${from}.podSelector` },
    { name: "a slip in what goes out", change: slip(to), path: `${to}.podSelector` },
    {
      name: "a slip beside a namespace of the stack",
      change: all(slip(to), set(`${to}.namespaceSelector`, named("shop"))),
      path: `${to}.podSelector`,
    },
    { name: "pods of another namespace", change: set("metadata.namespace", "other"), path: "spec.podSelector" },
    { name: "no pods", change: without("web"), path: "spec.podSelector" },
    {
      name: "a slip where another selector is not known yet",
      change: all(slip(to), set("spec.podSelector", UNKNOWN)),
      path: `${to}.podSelector`,
    },
  ],
  allowed: [
    {
      name: "a namespace that the stack only patches",
      change: all(
        slip(to),
        set(`${to}.namespaceSelector`, named("shop")),
        state({ type: "kubernetes:core/v1:NamespacePatch" }, "shop"),
      ),
    },
    {
      name: "a policy of all pods where there are none",
      change: all(add(policy("all", { podSelector: {} })), set("metadata.namespace", "other", "all")),
    },
    {
      name: "a namespace that is not the stack's",
      change: all(slip(to), set(`${to}.namespaceSelector`, named("kube-system"))),
    },
    {
      name: "namespaces by another label",
      change: all(slip(to), set(`${to}.namespaceSelector`, { matchLabels: { team: "x" } })),
    },
    {
      name: "namespaces by another label beside one of the stack that Kubernetes names",
      change: all(
        slip(to),
        set(`${to}.namespaceSelector`, { matchLabels: { team: "x" } }),
        remove("metadata.name", "shop"),
      ),
    },
    { name: "a block of addresses", change: set(to, { ipBlock: { cidr: "10.0.0.0/8" } }) },
    {
      name: "a patch",
      change: all(slip("spec"), state({ type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" })),
    },
  ],
  unknown: [
    { name: "an unknown namespace of what is looked for", change: set("metadata.namespace", UNKNOWN, "web") },
    { name: "an unknown selector", change: set("spec.podSelector", UNKNOWN) },
    { name: "unknown peers", change: set("spec.egress[0].to", UNKNOWN) },
    { name: "unknown labels of the pods", change: set("spec.template.metadata.labels", UNKNOWN, "web") },
  ],
});
