import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-default-sa-unused";
import { remove, set, state, all } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const mounted = "automountServiceAccountToken";

describeRule(rule, {
  baselines: {
    "the account default without tokens": [
      {
        type: "kubernetes:core/v1:ServiceAccount",
        properties: { metadata: { name: "default", namespace: "shop" }, automountServiceAccountToken: false },
      },
    ],
    "another account": [
      { type: "kubernetes:core/v1:ServiceAccount", properties: { metadata: { name: "web", namespace: "shop" } } },
    ],
    "a patch of the account default": [
      {
        type: "kubernetes:core/v1:ServiceAccountPatch",
        properties: { metadata: { name: "default", namespace: "shop", labels: { a: "b" } } },
      },
    ],
  },
  mutations: [
    { name: "nothing, which means tokens", change: remove(mounted), message: "found not set, wanted false" },
    { name: "tokens", change: set(mounted, true) },
    { name: "tokens in a patch", of: "a patch of the account default", change: set(mounted, true) },
  ],
  allowed: [
    { name: "tokens of another account", of: "another account", change: set(mounted, true) },
    {
      name: "an account that Pulumi names",
      of: "another account",
      change: all(remove("metadata.name"), state({ name: "default" })),
    },
  ],
  unknown: [
    { name: "an unknown value", change: set(mounted, UNKNOWN) },
    { name: "an unknown name", change: all(set("metadata.name", UNKNOWN), set(mounted, true)) },
  ],
  remediated: [{ name: "an account that says nothing", change: remove(mounted), set: { [mounted]: false } }],
  spared: [{ name: "another account", of: "another account", change: set("metadata.name", "api") }],
});
