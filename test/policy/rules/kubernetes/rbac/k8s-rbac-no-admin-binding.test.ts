import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-no-admin-binding";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBindings } from "../../../support/rbac";

const name = "roleRef.name";

describeRule(rule, {
  baselines: goodBindings(),
  mutations: [
    { name: "admin", change: set(name, "admin"), message: 'found "admin", wanted a role of one\'s own' },
    { name: "edit", change: set(name, "edit") },
    { name: "admin everywhere", of: "a ClusterRoleBinding", change: set(name, "admin") },
    { name: "a patch to edit", of: "a patch that leaves things out", change: set(name, "edit") },
  ],
  allowed: [
    { name: "a Role of this name", change: all(set(name, "admin"), set("roleRef.kind", "Role")) },
    { name: "view", change: set(name, "view") },
  ],
  unknown: [{ name: "a role that is not known yet", change: set(name, UNKNOWN) }],
});
