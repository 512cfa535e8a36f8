import { CHANGES, forbid, RBAC, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-binding-writes",
  title: "No role changes roles and bindings",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_K8S_1", "KSV-0050", "KSV-0051", "KSV-0052", "KSV-0055"],
  fields: ["rules[]"],
  why: "Who writes bindings passes on every right that the account has, where nobody reviews it.",
  fix: "Make roles and bindings in this program, and remove create, update and patch on them.",
  appliesTo: roles,
  check(resource, check) {
    forbid(resource, check, {
      groups: [RBAC],
      resources: ["roles", "clusterroles", "rolebindings", "clusterrolebindings"],
      verbs: CHANGES,
    });
  },
});
