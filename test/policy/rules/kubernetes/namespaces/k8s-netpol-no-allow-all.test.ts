import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-netpol-no-allow-all";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { dnsRule, goodNamespace, goodPolicy } from "../../../support/network-policies";

const [, deny, dns] = goodNamespace();
const patch: Given = { type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch", properties: { spec: {} } };
const of = (path: string, value: unknown) => set(`spec.${path}`, value);
const web = { matchLabels: { app: "web" } };

describeRule(rule, {
  baselines: {
    "a policy that names pods": [goodPolicy()],
    "a policy that denies all": [deny!],
    "a policy that allows DNS": [dns!],
    "a patch": [patch],
  },
  mutations: [
    {
      name: "everything that comes in",
      change: of("ingress", [{}]),
      path: "spec.ingress[0]",
      message: "wanted from with",
    },
    { name: "everybody on a port", change: remove("spec.ingress[0].from"), path: "spec.ingress[0]" },
    { name: "an empty list of peers", change: of("ingress[0].from", []), path: "spec.ingress[0]" },
    { name: "everything that goes out", change: of("egress", [{}]), path: "spec.egress[0]", message: "wanted to with" },
    { name: "everything in a patch", of: "a patch", change: of("egress", [{}]), path: "spec.egress[0]" },
    { name: "every namespace", change: of("ingress[0].from[0]", { namespaceSelector: {} }) },
    { name: "every pod of every namespace", change: of("egress[0].to[0]", { namespaceSelector: {}, podSelector: {} }) },
    {
      name: "something for all pods",
      change: of("podSelector", {}),
      message: "wanted labels, because the policy allows something",
    },
    {
      name: "something that comes in for all pods",
      of: "a policy that allows DNS",
      change: of("ingress", [{ from: [{ podSelector: web }] }]),
      path: "spec.podSelector",
    },
    {
      name: "more than DNS for all pods",
      of: "a policy that allows DNS",
      change: of("egress[0].ports[2]", { port: 443 }),
      path: "spec.podSelector",
    },
    {
      name: "a port of DNS servers at others than those for all pods",
      of: "a policy that allows DNS",
      change: all(of("egress[0].ports[2]", { port: 5353 }), remove("spec.egress[0].to[0].podSelector")),
      path: "spec.podSelector",
    },
    {
      name: "ports around DNS for all pods",
      of: "a policy that allows DNS",
      change: of("egress[0].ports[0].endPort", 60),
      path: "spec.podSelector",
    },
    {
      name: "every port of the DNS pods for all pods",
      of: "a policy that allows DNS",
      change: remove("spec.egress[0].ports"),
      path: "spec.podSelector",
    },
    {
      name: "a policy that is not listed",
      change: of("ingress", [{}]),
      path: "spec.ingress[0]",
      parameters: { open: ["edge"] },
    },
    {
      name: "one rule where another is not known yet",
      change: all(of("ingress", [{}]), of("egress", UNKNOWN)),
      path: "spec.ingress[0]",
    },
  ],
  allowed: [
    {
      name: "something in a patch, which does not say for which pods",
      of: "a patch",
      change: of("egress", [{ to: [{ podSelector: web }] }]),
    },
    { name: "pods of every namespace", change: of("ingress[0].from[0]", { namespaceSelector: {}, podSelector: web }) },
    { name: "a block of addresses", change: of("egress[0].to[0]", { ipBlock: { cidr: "10.0.0.0/8" } }) },
    { name: "one port of any address that is called", change: remove("spec.egress[0].to") },
    {
      name: "named ports of DNS",
      of: "a policy that allows DNS",
      change: of("egress", [{ ...dnsRule(), ports: [{ protocol: "UDP", port: "dns" }] }]),
    },
    {
      name: "the ports to which the Service of DNS translates its own",
      of: "a policy that allows DNS",
      change: of("egress[0].ports[2]", { protocol: "UDP", port: 1053 }),
    },
    { name: "a policy that may be open", change: of("ingress", [{}]), parameters: { open: ["web-*"] } },
  ],
  unknown: [
    { name: "unknown rules", change: of("ingress", UNKNOWN) },
    { name: "unknown peers", change: of("ingress[0].from", UNKNOWN) },
    { name: "unknown ports of any address", change: all(of("egress[0].ports", UNKNOWN), remove("spec.egress[0].to")) },
    { name: "an unknown namespace", change: of("egress[0].to[0].namespaceSelector", UNKNOWN) },
    { name: "an unknown selector", change: of("podSelector", UNKNOWN) },
  ],
});
