import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-netpol-dns-allowed";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNamespace } from "../../../support/network-policies";

const path = "spec.policyTypes";
const [namespace, deny, dns] = goodNamespace();
const rule0 = "spec.egress[0]";
const port = `${rule0}.ports[0]`;
const to = `${rule0}.to`;
const blank = (value: unknown) => set(rule0, value, "dns");

describeRule(rule, {
  baselines: { "a policy that denies, and one that allows DNS": [deny!, dns!, namespace!] },
  mutations: [
    { name: "no policy for DNS", change: without("dns"), path, message: "over UDP" },
    { name: "no UDP", change: remove(port, "dns"), path, message: "over UDP" },
    { name: "no TCP", change: remove(`${rule0}.ports[1]`, "dns"), path, message: "over TCP" },
    {
      name: "no UDP once, however many policies deny",
      change: all(add({ ...deny!, name: "deny too" }), remove(port, "dns")),
      path,
      alone: true,
    },
    { name: "another port", change: set(`${port}.port`, 5353, "dns"), path },
    { name: "no protocol, which is TCP", change: remove(`${port}.protocol`, "dns"), path, message: "over UDP" },
    { name: "other pods", change: set(`${to}[0].podSelector.matchLabels`, { app: "x" }, "dns"), path },
    { name: "pods of the namespace itself", change: remove(`${to}[0].namespaceSelector`, "dns"), path },
    {
      name: "another namespace",
      change: set(`${to}[0].namespaceSelector`, { matchLabels: { "kubernetes.io/metadata.name": "dns" } }, "dns"),
      path,
    },
    { name: "a policy of another namespace", change: set("metadata.namespace", "other", "dns"), path },
    {
      name: "a patch of a policy",
      change: state({ type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" }, "dns"),
      path,
    },
    {
      name: "no UDP where the peers of TCP are not known yet",
      change: all(remove(port, "dns"), set(to, UNKNOWN, "dns")),
      path,
      message: "over UDP",
    },
  ],
  allowed: [
    { name: "no denial", change: all(set("spec.policyTypes", ["Ingress"]), without("dns")) },
    { name: "a denial for some pods", change: all(set("spec.podSelector.matchLabels", { app: "x" }), without("dns")) },
    { name: "everything", change: blank({}) },
    {
      name: "every port of every pod of kube-system",
      change: all(remove(`${rule0}.ports`, "dns"), remove(`${to}[0].podSelector`, "dns")),
    },
    {
      name: "a range of ports",
      change: set(
        `${rule0}.ports`,
        [
          { protocol: "UDP", port: 1, endPort: 99 },
          { port: 53, endPort: 53 },
        ],
        "dns",
      ),
    },
    { name: "every port of a protocol", change: set(`${rule0}.ports`, [{ protocol: "UDP" }, {}], "dns") },
    {
      name: "ports by name",
      change: all(set(`${port}.port`, "dns", "dns"), set(`${rule0}.ports[1].port`, "dns-tcp", "dns")),
    },
    { name: "a block of addresses", change: set(to, [{ ipBlock: { cidr: "169.254.20.10/32" } }], "dns") },
    {
      name: "a patch that denies",
      change: all(without("dns"), state({ type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" })),
    },
  ],
  unknown: [
    { name: "an unknown namespace of what is looked for", change: set("metadata.namespace", UNKNOWN, "dns") },
    { name: "unknown peers", change: set(to, UNKNOWN, "dns") },
    { name: "an unknown port", change: set(`${port}.port`, UNKNOWN, "dns") },
    { name: "whether all is denied", change: all(set("spec.policyTypes", UNKNOWN), without("dns")) },
  ],
});
