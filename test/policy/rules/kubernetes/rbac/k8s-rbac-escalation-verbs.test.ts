import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-escalation-verbs";
import { describeRule } from "../../../support/describe-rule";
import { close, forbidden, goodRoles, granting, LAST, undecided } from "../../../support/rbac";

const RBAC = "rbac.authorization.k8s.io";

describeRule(rule, {
  baselines: goodRoles(),
  mutations: [
    ...forbidden("bind", "clusterroles", RBAC),
    {
      name: "bind on roles",
      change: granting("bind", "roles", RBAC),
      path: LAST,
      message: "wanted no bind, escalate on",
    },
    { name: "escalate on roles", change: granting("escalate", "roles", RBAC), path: LAST },
    { name: "bind on bindings", change: granting("bind", "rolebindings", RBAC), path: LAST },
    { name: "escalate on bindings everywhere", change: granting("escalate", "clusterrolebindings", RBAC), path: LAST },
    { name: "bind on roles by their name", change: granting("bind", "roles", RBAC, ["view"]), path: LAST },
    {
      name: "impersonate on users",
      change: granting("impersonate", "users"),
      path: LAST,
      message: "no impersonate on",
    },
    { name: "impersonate on groups", change: granting("impersonate", "groups"), path: LAST },
    { name: "impersonate on accounts", change: granting("impersonate", "serviceaccounts"), path: LAST },
    {
      name: "impersonate on what else there is of a user",
      change: granting("impersonate", "userextras/scopes", "authentication.k8s.io"),
      path: LAST,
    },
    {
      name: "impersonate on it all",
      change: granting("impersonate", "userextras", "authentication.k8s.io"),
      path: LAST,
    },
    { name: "impersonate on ids", change: granting("impersonate", "uids", "authentication.k8s.io"), path: LAST },
  ],
  allowed: [
    ...close("bind", "clusterroles", RBAC),
    { name: "reading roles", change: granting("get list watch", "roles clusterroles", RBAC) },
    { name: "bind on something else", change: granting("bind escalate", "pods") },
    { name: "reading accounts", change: granting("get", "serviceaccounts") },
  ],
  unknown: undecided("bind", "clusterroles", RBAC),
});
