import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-binding-writes";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

const RBAC = "rbac.authorization.k8s.io";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("create", "rolebindings", RBAC),
    {
      name: "update on roles",
      change: granting("update", "roles", RBAC),
      path: LAST,
      message: "no create, update, patch",
    },
    { name: "patch on roles of all namespaces", change: granting("patch", "clusterroles", RBAC), path: LAST },
    { name: "create on bindings everywhere", change: granting("create", "clusterrolebindings", RBAC), path: LAST },
  ],
  allowed: [
    ...close("create", "rolebindings", RBAC),
    { name: "reading and deleting", change: granting("get list watch delete", "roles rolebindings", RBAC) },
  ],
  unknown: undecided("create", "rolebindings", RBAC),
});
