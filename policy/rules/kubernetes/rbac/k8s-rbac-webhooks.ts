import { CHANGES, forbid, roles } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-webhooks",
  title: "No role changes what admission checks",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_K8S_155", "KSV-0114", "Kyverno restrict-clusterrole-mutating-validating-admission-webhooks"],
  fields: ["rules[]"],
  why: "A webhook sees and changes every object on its way in, Secrets and bindings too, and policies can be switched off.",
  fix: "Make webhooks and admission policies in this program, and remove create, update and patch on them.",
  appliesTo: roles,
  check(resource, check) {
    forbid(resource, check, {
      groups: ["admissionregistration.k8s.io"],
      resources: [
        "mutatingwebhookconfigurations",
        "validatingwebhookconfigurations",
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
      ],
      verbs: CHANGES,
    });
  },
});
