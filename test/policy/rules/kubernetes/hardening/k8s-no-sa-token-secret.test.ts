import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/hardening/k8s-no-sa-token-secret";
import { set, state, all } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a Secret": [
      { type: "kubernetes:core/v1:Secret", properties: { metadata: { name: "db" }, stringData: { a: "b" } } },
    ],
    "a Secret of another type": [{ type: "kubernetes:core/v1:Secret", properties: { type: "kubernetes.io/tls" } }],
  },
  mutations: [
    {
      name: "a token",
      change: set("type", "kubernetes.io/service-account-token"),
      message: 'found "kubernetes.io/service-account-token", wanted any type but',
    },
    {
      name: "a token in a patch",
      change: all(
        set("type", "kubernetes.io/service-account-token"),
        state({ type: "kubernetes:core/v1:SecretPatch" }),
      ),
    },
  ],
  unknown: [{ name: "an unknown type", change: set("type", UNKNOWN) }],
});
