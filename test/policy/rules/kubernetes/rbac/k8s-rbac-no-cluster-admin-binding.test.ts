import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/rbac/k8s-rbac-no-cluster-admin-binding";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBindings } from "../../../support/rbac";

const name = "roleRef.name";
const admin = set(name, "cluster-admin");

describeRule(rule, {
  baselines: goodBindings(),
  mutations: [
    { name: "cluster-admin in one namespace", change: admin, message: 'found "cluster-admin", wanted another role' },
    { name: "cluster-admin everywhere", of: "a ClusterRoleBinding", change: admin },
    { name: "a patch to cluster-admin", of: "a patch that leaves things out", change: admin },
  ],
  allowed: [
    { name: "a Role of this name", change: all(admin, set("roleRef.kind", "Role")) },
    { name: "admin", change: set(name, "admin") },
  ],
  unknown: [
    { name: "a role that is not known yet", change: set(name, UNKNOWN) },
    { name: "a kind that is not known yet", change: all(set("roleRef.kind", UNKNOWN), admin) },
  ],
});
