import { forbid, RBAC, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-escalation-verbs",
  title: "No role lets its subjects become more than they are",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_K8S_157",
    "CKV_K8S_158",
    "CKV2_K8S_3",
    "KSV-0043",
    "KSV-0050",
    "Kyverno restrict-escalation-verbs-roles",
    "CIS EKS 4.1.8",
  ],
  fields: ["rules[]"],
  why: "The verbs bind and escalate hand out rights that one does not have oneself, impersonate makes one anybody: each is as good as cluster-admin.",
  fix: "Remove bind, escalate and impersonate from the verbs, wildcards included.",
  appliesTo: roles,
  check(resource, check) {
    forbid(
      resource,
      check,
      {
        groups: [RBAC],
        resources: ["roles", "clusterroles", "rolebindings", "clusterrolebindings"],
        verbs: ["bind", "escalate"],
      },
      { groups: [""], resources: ["users", "groups", "serviceaccounts"], verbs: ["impersonate"] },
      {
        groups: ["authentication.k8s.io"],
        resources: ["userextras", "userextras/*", "uids"],
        verbs: ["impersonate"],
      },
    );
  },
});
