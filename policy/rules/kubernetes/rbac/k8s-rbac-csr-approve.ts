import { any } from "../../../lib/any";
import { describeGrant, grants, roles, rulesOf, type Access } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

const GROUPS = ["certificates.k8s.io"];
const APPROVAL: Access = {
  groups: GROUPS,
  resources: ["certificatesigningrequests/approval"],
  verbs: ["update", "patch"],
};
const SIGNERS: Access = { groups: GROUPS, resources: ["signers"], verbs: ["approve"] };

export default defineRule({
  id: "k8s-rbac-csr-approve",
  title: "No role approves certificates",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_K8S_156", "Kyverno restrict-clusterrole-csr"],
  fields: ["rules[]"],
  why: "Who approves certificates of the cluster's signers makes himself any user or node, for as long as the certificate lasts.",
  fix: "Remove approve on signers, or update and patch on certificatesigningrequests/approval.",
  appliesTo: roles,
  check(resource, check) {
    const rules = rulesOf(resource);
    // One without the other approves nothing.
    if (!any(rules, (rule) => grants(rule, SIGNERS))) return;
    check.each(rules, (rule) => {
      if (!grants(rule, APPROVAL)) return;
      const found = `${describeGrant(rule)}, and approve on signers`;
      check.violation({ at: rule, found, wanted: "not both" });
    });
  },
});
