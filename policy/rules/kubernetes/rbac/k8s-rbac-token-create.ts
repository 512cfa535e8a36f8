import { forbid, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-token-create",
  title: "No role makes tokens of service accounts",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["rules[]"],
  why: "With a token one acts as the account, whatever it may do, also from outside of the cluster.",
  fix: "Remove create on serviceaccounts/token; let pods mount the projected token of their own account.",
  appliesTo: roles,
  check(resource, check) {
    forbid(resource, check, { groups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] });
  },
});
