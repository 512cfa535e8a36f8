import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-service-status";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("patch", "services/status"),
    { name: "update", change: granting("update", "services/status"), path: LAST, message: "no update, patch on" },
  ],
  allowed: [...close("patch", "services/status"), { name: "reading it", change: granting("get", "services/status") }],
  unknown: undecided("patch", "services/status"),
});
