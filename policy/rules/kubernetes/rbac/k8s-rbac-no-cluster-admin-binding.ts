import { bindings, isOfClusterRole } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-no-cluster-admin-binding",
  title: "Nobody is bound to cluster-admin",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "KSV-0111",
    "kube-linter cluster-admin-role-binding",
    "polaris clusterrolebindingClusterAdmin",
    "polaris rolebindingClusterAdminClusterRole",
    "Kyverno restrict-binding-clusteradmin",
    "CIS EKS 4.1.1",
  ],
  fields: ["roleRef"],
  why: "Such a subject may do everything to everything: who gets hold of it owns the cluster.",
  fix: "Bind a role that lists what the subjects need.",
  appliesTo: bindings,
  check(resource, check) {
    if (isOfClusterRole(resource))
      check.expect(resource.at("roleRef", "name"), (name) => name !== "cluster-admin", "another role");
  },
});
