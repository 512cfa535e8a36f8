import { any } from "../../../lib/any";
import { demandNamespaces } from "../../../lib/kubernetes/inside";
import { inNamespace, namespaceOf } from "../../../lib/kubernetes/namespace";
import { allowsDns, deniesAll, networkPolicies, reachesDns, rulesOf } from "../../../lib/kubernetes/network-policy";
import { defineRule } from "../../../lib/rule";

const PROTOCOLS = ["UDP", "TCP"] as const;

export default defineRule({
  id: "k8s-netpol-dns-allowed",
  title: "Where all traffic is denied, names can still be looked up",
  severity: "medium",
  levels: { dev: "advisory", production: "advisory" },
  references: ["Kyverno add-networkpolicy-dns"],
  fields: ["spec.podSelector", "spec.policyTypes", "spec.egress[].to", "spec.egress[].ports"],
  why: "Without DNS a pod reaches nothing by its name, not even what other policies allow; long answers need TCP.",
  fix: "Allow Egress to the pods k8s-app=kube-dns of the namespace kube-system, on port 53 with UDP and TCP.",
  appliesTo: networkPolicies,
  checkStack(stack, check) {
    const judged = new Set<string>();
    check.each(stack.where(networkPolicies), (policy) => {
      if (policy.kind.isPatch || !deniesAll(policy, "Egress")) return;
      const namespace = namespaceOf(stack, policy);
      if (judged.has(namespace)) return;
      judged.add(namespace);
      const near = inNamespace(stack, stack.where(networkPolicies), namespace).filter((one) => !one.kind.isPatch);
      check.each(PROTOCOLS, (protocol) => {
        const isAllowed = any(near, (one) =>
          any(rulesOf(one, "Egress"), (rule) => allowsDns(rule, protocol) && reachesDns(rule)),
        );
        if (isAllowed) return;
        demandNamespaces(stack, networkPolicies);
        check.violation(policy, {
          at: "spec.policyTypes",
          found: `Egress denied, and no policy that allows DNS over ${protocol}`,
          wanted: `another policy of the namespace that allows it`,
        });
      });
    });
  },
});
