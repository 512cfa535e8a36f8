import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-token-create";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("create", "serviceaccounts/token"),
    {
      name: "tokens of some accounts",
      change: granting("create", "serviceaccounts/token", "", ["web"]),
      path: LAST,
      message: "wanted no create on serviceaccounts/token",
    },
  ],
  allowed: close("create", "serviceaccounts/token"),
  unknown: undecided("create", "serviceaccounts/token"),
});
