import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-secrets-access";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

const names = `${LAST}.resourceNames`;

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("get", "secrets"),
    { name: "list", change: granting("list", "secrets"), path: LAST, message: "wanted resourceNames beside them" },
    { name: "watch", change: granting("watch", "secrets"), path: LAST },
    {
      name: "an empty list of names",
      change: granting("get", "secrets", "", []),
      path: names,
      message: "the names of Secrets",
    },
  ],
  allowed: [
    ...close("get", "secrets"),
    { name: "named Secrets", change: granting("get watch", "secrets", "", ["web"]) },
    { name: "writing, which does not show them", change: granting("create delete", "secrets") },
  ],
  unknown: [
    ...undecided("get", "secrets"),
    {
      name: "names that are not known yet",
      change: set(LAST, { apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: UNKNOWN }),
      path: names,
    },
  ],
});
