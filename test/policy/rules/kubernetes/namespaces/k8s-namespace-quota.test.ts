import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-namespace-quota";
import { all, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const path = "metadata.name";
const guard = (kind: string, name: string): Given => ({
  name,
  type: `kubernetes:core/v1:${kind}`,
  properties: { metadata: { name, namespace: "shop" } },
});
const guarded: Given[] = [
  { name: "shop", type: "kubernetes:core/v1:Namespace", properties: { metadata: { name: "shop" } } },
  guard("ResourceQuota", "quota"),
  guard("LimitRange", "limits"),
];

describeRule(rule, {
  baselines: { "a namespace with its guards": guarded },
  mutations: [
    { name: "no quota", change: without("quota"), path, message: "no ResourceQuota in it" },
    { name: "no limits", change: without("limits"), path, message: "no LimitRange in it" },
    { name: "a quota of another namespace", change: set("metadata.namespace", "other", "quota"), path },
    { name: "a patch of limits", change: state({ type: "kubernetes:core/v1:LimitRangePatch" }, "limits"), path },
  ],
  allowed: [
    {
      name: "guards that depend on the namespace",
      change: all(
        set("metadata.namespace", UNKNOWN, "quota"),
        state({ dependencies: { metadata: ["shop"] } }, "quota"),
      ),
    },
    {
      name: "a patch of a namespace",
      change: all(without("quota"), state({ type: "kubernetes:core/v1:NamespacePatch" })),
    },
  ],
  unknown: [{ name: "a quota of an unknown namespace", change: set("metadata.namespace", UNKNOWN, "quota") }],
});
