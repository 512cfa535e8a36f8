import { describeGrant, grants, roles, rulesOf, SECRETS } from "../../../lib/kubernetes/rbac";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-secrets-access",
  title: "Roles read only Secrets that they name",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV2_K8S_5",
    "KSV-0041",
    "KSV-0113",
    "kube-linter access-to-secrets",
    "Kyverno restrict-secret-role-verbs",
    "CIS EKS 4.1.2",
  ],
  fields: ["rules[].verbs", "rules[].resources", "rules[].resourceNames"],
  why: "Who reads all Secrets of a namespace has the passwords and tokens of every program in it; list and watch show their contents too.",
  fix: "List the Secrets in resourceNames, or mount the Secret instead of reading it from the API.",
  appliesTo: roles,
  check(resource, check) {
    check.each(rulesOf(resource), (rule) => {
      if (!grants(rule, SECRETS)) return;
      const names = rule.at("resourceNames");
      const isNamed = (value: unknown) => Array.isArray(value) && value.length > 0;
      if (names.exists) check.expect(names, isNamed, "the names of Secrets");
      else check.violation({ at: rule, found: describeGrant(rule), wanted: "resourceNames beside them" });
    });
  },
});
