import { any } from "../../../lib/any";
import { demandNamespaces, inside, ownNamespaces } from "../../../lib/kubernetes/inside";
import { namespaces } from "../../../lib/kubernetes/namespace";
import { deniesAll, DIRECTIONS, networkPolicies } from "../../../lib/kubernetes/network-policy";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-namespace-default-deny",
  title: "Every namespace denies its pods all traffic that no policy allows",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Kyverno add-network-policy", "CIS EKS 4.3.2"],
  fields: [
    "NetworkPolicy spec.podSelector",
    "NetworkPolicy spec.policyTypes",
    "NetworkPolicy spec.ingress",
    "NetworkPolicy spec.egress",
  ],
  why: "Without it every pod reaches every other one, and whoever breaks into one pod reaches them all.",
  fix: "Add a NetworkPolicy with podSelector {}, policyTypes Ingress and Egress, and no rules.",
  appliesTo: namespaces,
  checkStack(stack, check) {
    check.each(ownNamespaces(stack), (namespace) => {
      const policies = inside(stack, networkPolicies, namespace);
      check.each(DIRECTIONS, (direction) => {
        if (any(policies, (policy) => deniesAll(policy, direction))) return;
        demandNamespaces(stack, networkPolicies);
        check.violation(namespace, {
          at: "metadata.name",
          found: `no policy that denies all pods ${direction}`,
          wanted: "a NetworkPolicy in the namespace that selects all pods and has no rules",
        });
      });
    });
  },
});
