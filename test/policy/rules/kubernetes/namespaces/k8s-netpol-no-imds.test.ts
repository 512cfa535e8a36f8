import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-netpol-no-imds";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { policy } from "../../../support/network-policies";

const block = (index: number) => `spec.egress[0].to[${index}].ipBlock`;
const internet: Given = policy("web-policy", {
  podSelector: { matchLabels: { app: "web" } },
  egress: [
    {
      to: [
        { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "169.254.169.254/32"] } },
        { ipBlock: { cidr: "::/0", except: ["fd00:ec2::254/128"] } },
        { ipBlock: { cidr: "10.0.0.0/8" } },
      ],
    },
  ],
});
const except = (index: number) => `${block(index)}.except`;

describeRule(rule, {
  baselines: {
    "a policy for the internet": [internet],
    "a patch": [{ type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch", properties: {} }],
  },
  mutations: [
    { name: "nothing left out", change: remove(except(0)), message: "169.254.169.254/32 among the addresses" },
    { name: "nothing of IPv6 left out", change: remove(except(1)), message: "fd00:ec2::254/128 among the addresses" },
    { name: "something else left out", change: set(except(0), ["10.0.0.0/8"]) },
    { name: "half of it left out", change: set(except(1), ["fd00:ec2::253/128", "169.254.169.254/32"]) },
    { name: "a part of the internet with it", change: set(`${block(2)}.cidr`, "169.254.0.0/16"), path: except(2) },
    { name: "the address alone", change: set(`${block(2)}.cidr`, "169.254.169.254/32"), path: except(2) },
    {
      name: "one block where another is not known yet",
      change: all(remove(except(1)), set(`${block(0)}.cidr`, UNKNOWN)),
    },
    {
      name: "something else left out in a patch",
      of: "a patch",
      change: set("spec.egress", [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [] } }] }]),
      path: except(0),
    },
  ],
  allowed: [
    { name: "more than the address left out", change: set(except(0), ["169.254.0.0/16"]) },
    { name: "a block beside it", change: set(`${block(2)}.cidr`, "169.254.170.0/24") },
    { name: "what is not a block", change: set(`${block(2)}.cidr`, "0.0.0.0/99") },
    { name: "a block of what comes in", change: set("spec.ingress", [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }]) },
  ],
  unknown: [
    { name: "an unknown block", change: set(`${block(0)}.cidr`, UNKNOWN) },
    { name: "unknown exceptions", change: set(except(0), UNKNOWN) },
    { name: "unknown rules", change: set("spec.egress", UNKNOWN) },
  ],
  remediated: [
    { name: "nothing left out", change: remove(except(0)), set: { [except(0)]: ["169.254.169.254/32"] } },
    { name: "nothing of IPv6 left out", change: remove(except(1)), set: { [except(1)]: ["fd00:ec2::254/128"] } },
  ],
});
