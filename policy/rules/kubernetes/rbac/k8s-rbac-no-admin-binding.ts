import { bindings, isOfClusterRole } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-no-admin-binding",
  title: "Nobody is bound to the roles admin and edit, which come with Kubernetes",
  severity: "medium",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Own"],
  fields: ["roleRef"],
  why: "Both read every Secret of the namespaces they are bound in and run programs as any of their accounts; what is installed later adds to them.",
  fix: "Bind a role that lists what the subjects need.",
  appliesTo: bindings,
  check(resource, check) {
    if (isOfClusterRole(resource))
      check.expect(
        resource.at("roleRef", "name"),
        (name) => name !== "admin" && name !== "edit",
        "a role of one's own",
      );
  },
});
