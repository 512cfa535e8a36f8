import { workloads } from "../../../lib/kubernetes/kinds";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { accountName, accountOf, DEFAULT_ACCOUNT, hasUnknownAccounts } from "../../../lib/kubernetes/service-account";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import type { Stack } from "../../../lib/stack";

export default defineRule<{ externalServiceAccounts: readonly string[] }>({
  id: "k8s-service-account-exists",
  title: "The service account that a pod names exists",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-linter non-existent-service-account"],
  fields: ["serviceAccountName", "ServiceAccount metadata.name"],
  why: "No pod starts whose account does not exist, and the deployment waits for its pods until it times out.",
  fix: "Take serviceAccountName from the ServiceAccount of the stack in the same namespace, or add an account from elsewhere to externalServiceAccounts.",
  appliesTo: workloads,
  parameters: {
    externalServiceAccounts: {
      type: "array",
      items: { type: "string", pattern: "^[a-z0-9-]+/[a-z0-9.-]+$" },
      description: "Accounts that exist outside the stack, each as namespace/name.",
      default: [],
    },
  },
  checkStack(stack, check) {
    const external = new Set(check.parameters.externalServiceAccounts);
    check.each(stack.where(workloads), (workload) => {
      if (workload.kind.isPatch || accountOf(stack, workload).resource) return;
      const name = accountName(podTemplate(workload)!);
      const text = name.text() || DEFAULT_ACCOUNT;
      const isElsewhere = external.size > 0 && external.has(`${namespaceName(stack, workload)}/${text}`);
      if (text === DEFAULT_ACCOUNT || isElsewhere || hasUnknownAccounts(stack, namespaceOf(stack, workload))) return;
      check.violation(workload, {
        at: name,
        wanted: "a ServiceAccount of the stack in the same namespace, or one of externalServiceAccounts",
      });
    });
  },
});

function namespaceName(stack: Stack, workload: Resource): string {
  const identity = namespaceOf(stack, workload);
  return stack.get(identity)?.at("metadata", "name").text() ?? identity;
}
