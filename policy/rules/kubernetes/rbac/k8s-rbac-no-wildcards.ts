import { roles, rulesOf } from "../../../lib/kubernetes/rbac";
import { isListed, RESOURCES } from "../../../lib/listed";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ operators: string[] }>({
  id: "k8s-rbac-no-wildcards",
  title: "Roles name the verbs, resources and API groups that they grant",
  severity: "critical",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_K8S_49",
    "KSV-0044",
    "KSV-0045",
    "KSV-0046",
    "KSV-0112",
    "kube-linter wildcard-in-rules",
    "Kyverno restrict-wildcard-verbs",
    "Kyverno restrict-wildcard-resources",
    "CIS EKS 4.1.3",
  ],
  fields: ["rules[].verbs", "rules[].resources", "rules[].apiGroups", "aggregationRule.clusterRoleSelectors"],
  why: "A wildcard also grants what is installed later, and mostly includes the way to become an administrator.",
  fix: "List what the program uses, or list the role of an operator that needs everything in the parameter operators.",
  appliesTo: roles,
  parameters: {
    operators: {
      ...RESOURCES,
      description:
        "Roles of operators that may use wildcards, by the name or URN of the resource; * stands for any run of characters.",
      default: [],
    },
  },
  check(resource, check) {
    if (isListed(resource, check.parameters.operators)) return;
    check.each(rulesOf(resource), (rule) => {
      for (const key of ["verbs", "resources", "apiGroups"]) {
        for (const item of rule.at(key).items()) check.expect(item, (value) => !isWild(value), "a name, no wildcard");
      }
    });
    check.each(resource.at("aggregationRule", "clusterRoleSelectors").items(), (selector) => {
      if (selectsAll(selector)) {
        check.violation({ at: selector, wanted: "labels; an empty selector adds the rules of all ClusterRoles" });
      }
    });
  },
});

/** Whether a value is a wildcard, or has one on a side of the slash. */
function isWild(value: unknown): boolean {
  return typeof value === "string" && value.split("/").includes("*");
}

function selectsAll(selector: Node): boolean {
  const labels = selector.at("matchLabels");
  const expressions = selector.at("matchExpressions");
  labels.read();
  expressions.read();
  return labels.entries().length + expressions.items().length === 0;
}
