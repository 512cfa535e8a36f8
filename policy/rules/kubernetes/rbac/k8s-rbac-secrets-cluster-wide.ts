import { any } from "../../../lib/any";
import { labelIndex, ownLabels } from "../../../lib/kubernetes/label-index";
import { boundRole, clusterBindings, clusterRoles, grants, rulesOf, SECRETS } from "../../../lib/kubernetes/rbac";
import { selects } from "../../../lib/kubernetes/selector";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import type { Stack } from "../../../lib/stack";

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
    check.each(stack.where(clusterBindings), (binding) => {
      const name = binding.at("roleRef", "name");
      const role = boundRole(stack, binding);
      const reads = role
        ? stack.once(role, () => readsSecrets(stack, role, new Set()), readsSecrets)
        : BUILT_IN.includes(name.read());
      if (reads) check.violation(binding, { at: name, wanted: "a role that reads no Secrets" });
    });
  },
});

/** Tells whether a role reads Secrets, by its own rules or by those of the roles that it gathers. */
function readsSecrets(stack: Stack, role: Resource, seen: Set<Resource>): boolean {
  if (seen.has(role)) return false;
  seen.add(role);
  if (any(rulesOf(role), (rule) => grants(rule, SECRETS))) return true;
  const selectors = role.at("aggregationRule", "clusterRoleSelectors").items();
  const index = labelIndex(stack, stack.where(clusterRoles), ownLabels);
  const gathered = selectors.flatMap(
    (selector) => index.select(selector.at("matchLabels"), (labels) => selects(selector, labels)).selected,
  );
  return any(gathered, (other) => readsSecrets(stack, other, seen));
}
