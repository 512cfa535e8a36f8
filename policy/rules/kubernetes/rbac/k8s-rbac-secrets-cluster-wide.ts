import { any } from "../../../lib/any";
import { labelIndex, ownLabels } from "../../../lib/kubernetes/label-index";
import { boundRole, clusterBindings, clusterRoles, grants, rulesOf, SECRETS } from "../../../lib/kubernetes/rbac";
import { selects } from "../../../lib/kubernetes/selector";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { groupBy, type Stack } from "../../../lib/stack";

/** Roles that come with Kubernetes and read Secrets. */
const BUILT_IN: readonly unknown[] = ["cluster-admin", "admin", "edit"];

export default defineRule({
  id: "k8s-rbac-secrets-cluster-wide",
  title: "No role that reads Secrets is bound in all namespaces",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_K8S_5", "KSV-0041", "CIS EKS 4.1.2"],
  fields: ["ClusterRoleBinding roleRef", "ClusterRole rules[]", "ClusterRole aggregationRule"],
  why: "Such an account has every password and token of the cluster, those of its administrators included.",
  fix: "Bind the role by a RoleBinding in each namespace that needs it, or take Secrets out of it.",
  appliesTo: clusterBindings,
  checkStack(stack, check) {
    const readers = new Set<Resource>();
    check.each(stack.where(clusterRoles), (role) => {
      if (any(rulesOf(role), (rule) => grants(rule, SECRETS))) readers.add(role);
    });
    const gatherers = groupBy(stack.where(clusterRoles), (role) => gathered(stack, role));
    // The set grows while it is walked: a role that gathers one of them is one too.
    for (const reader of readers) gatherers.get(reader)?.forEach((role) => readers.add(role));
    check.each(stack.where(clusterBindings), (binding) => {
      const name = binding.at("roleRef", "name");
      const role = boundRole(stack, binding);
      const reads = role ? readers.has(role) : BUILT_IN.includes(name.read());
      if (reads) check.violation(binding, { at: name, wanted: "a role that reads no Secrets" });
    });
  },
});

/** The roles whose rules a role takes over, by their labels. */
function gathered(stack: Stack, role: Resource): Resource[] {
  const index = labelIndex(stack, stack.where(clusterRoles), ownLabels);
  const selectors = role.at("aggregationRule", "clusterRoleSelectors").items();
  return selectors.flatMap(
    (selector) => index.select(selector.at("matchLabels"), (labels) => selects(selector, labels)).selected,
  );
}
