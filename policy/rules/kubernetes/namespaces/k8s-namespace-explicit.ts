import { isNamespaced, mayBeNamespaced, namespaceNode } from "../../../lib/kubernetes/scope";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-namespace-explicit",
  title: "Every object says what namespace it is in, and none is in the default one",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_21", "KSV-0110", "Kyverno disallow-default-namespace", "CIS EKS 4.5.3"],
  fields: ["metadata.namespace", "provider namespace"],
  why: "Quotas, network policies and access are given by namespace; the default one has none of them and belongs to nobody.",
  fix: "Set metadata.namespace, or the namespace of the provider, to a namespace of your own.",
  appliesTo: mayBeNamespaced,
  check(resource, check) {
    check.expect(
      namespaceNode(resource),
      (value) => (value === undefined ? !isNamespaced(resource.type) : value !== "" && value !== "default"),
      "a namespace other than default",
    );
  },
});
