import { any } from "../../../lib/any";
import { describeGrant, grants, roles, rulesOf, WRITES } from "../../../lib/kubernetes/rbac";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-rbac-aws-auth",
  title: "No role changes who may enter an EKS cluster",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["KSV-0115", "CIS EKS 5.5.1"],
  fields: ["metadata.namespace", "rules[].verbs", "rules[].resources", "rules[].resourceNames"],
  why: "The ConfigMap aws-auth in kube-system makes IAM roles administrators: who writes it is one.",
  fix: "Name the ConfigMaps in resourceNames, or use a Role outside of kube-system; let people in by access entries of EKS.",
  appliesTo: roles,
  check(resource, check) {
    check.each(rulesOf(resource), (rule) => {
      if (!grants(rule, { groups: [""], resources: ["configmaps"], verbs: WRITES })) return;
      if (!namesAwsAuth(rule.at("resourceNames")) || !isAboutKubeSystem(resource)) return;
      check.violation({ at: rule, found: describeGrant(rule), wanted: "no change of aws-auth in kube-system" });
    });
  },
});

/** Whether a rule is about the ConfigMap: by its name, or because it names none. */
function namesAwsAuth(names: Node): boolean {
  names.read();
  const items = names.items();
  return items.length === 0 || any(items, (name) => name.text() === "aws-auth");
}

/** A ClusterRole is about every namespace that it may be bound in. */
function isAboutKubeSystem(role: Resource): boolean {
  if (role.kind.name === "ClusterRole") return true;
  const namespace = role.at("metadata", "namespace").text() ?? role.provider.at("namespace").text();
  return namespace === "kube-system";
}
