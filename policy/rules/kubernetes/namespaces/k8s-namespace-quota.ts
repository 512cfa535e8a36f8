import { demandNamespaces, inside, ownNamespaces } from "../../../lib/kubernetes/inside";
import { kinds } from "../../../lib/kubernetes/kinds";
import { namespaces } from "../../../lib/kubernetes/namespace";
import { defineRule } from "../../../lib/rule";

const GUARDS = [
  { name: "ResourceQuota", accepts: kinds("/ResourceQuota") },
  { name: "LimitRange", accepts: kinds("/LimitRange") },
];

export default defineRule({
  id: "k8s-namespace-quota",
  title: "Every namespace has a quota, and defaults for containers that ask for nothing",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Kyverno add-ns-quota", "KSV-0039", "KSV-0040"],
  fields: ["ResourceQuota metadata.namespace", "LimitRange metadata.namespace"],
  why: "One workload that grows without bounds must not take the nodes from all others.",
  fix: "Add a ResourceQuota and a LimitRange to the namespace.",
  appliesTo: namespaces,
  checkStack(stack, check) {
    check.each(ownNamespaces(stack), (namespace) => {
      check.each(GUARDS, ({ name, accepts }) => {
        if (inside(stack, accepts, namespace).length > 0) return;
        demandNamespaces(stack, accepts);
        check.violation(namespace, { at: "metadata.name", found: `no ${name} in it`, wanted: `a ${name}` });
      });
    });
  },
});
