import { mayBeNamespaced, namespaceNode } from "../../../lib/kubernetes/scope";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";

const SYSTEM: readonly unknown[] = ["kube-system", "kube-public", "kube-node-lease"];

export default defineRule<{ owners: string[] }>({
  id: "k8s-no-system-namespace",
  title: "Nothing of ours is in the namespaces of the cluster itself",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["KSV-0037"],
  fields: ["metadata.namespace", "provider namespace"],
  why: "What is in kube-system is beyond pod security and network policies, next to the secrets of the cluster, and changed by its upgrades.",
  fix: "Move it to a namespace of its own, or name it in the parameter owners if it is a part of the cluster.",
  appliesTo: mayBeNamespaced,
  parameters: {
    owners: {
      ...RESOURCES,
      description: "Resources that belong to the cluster, by URN or name; * stands for any text.",
      default: [],
    },
  },
  check(resource, check) {
    if (isListed(resource, check.parameters.owners)) return;
    check.expect(
      namespaceNode(resource),
      (value) => !SYSTEM.includes(value),
      "a namespace that is not the cluster's own",
    );
  },
});
