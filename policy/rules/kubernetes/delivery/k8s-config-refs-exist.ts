import { kinds, workloads } from "../../../lib/kubernetes/kinds";
import { named } from "../../../lib/kubernetes/named";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { references } from "../../../lib/kubernetes/references";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";
import { any } from "../../../lib/any";
import type { Applies, Stack } from "../../../lib/stack";

/** What makes an object of a kind, and where it says the object's name, if not in its own. */
interface Maker {
  readonly accepts: Applies;
  readonly name?: readonly string[];
}

const MAKERS: Readonly<Record<"ConfigMap" | "Secret", readonly Maker[]>> = {
  ConfigMap: [{ accepts: kinds("/ConfigMap") }],
  Secret: [
    { accepts: kinds("/Secret") },
    { accepts: kinds("external-secrets.io/ExternalSecret"), name: ["spec", "target", "name"] },
    { accepts: kinds("bitnami.com/SealedSecret"), name: ["spec", "template", "metadata", "name"] },
    { accepts: kinds("cert-manager.io/Certificate"), name: ["spec", "secretName"] },
  ],
};

export default defineRule<{ external: string[] }>({
  id: "k8s-config-refs-exist",
  title: "Every ConfigMap and Secret that a pod cannot start without is in the stack, or known to be elsewhere",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-linter env-value-from"],
  fields: [
    "containers[].env[].valueFrom",
    "containers[].envFrom[]",
    "volumes[].configMap",
    "volumes[].secret",
    "volumes[].projected",
  ],
  why: "A pod whose ConfigMap or Secret is missing waits for it for ever, and the release with it.",
  fix: "Correct the name, add the object to the stack in the same namespace, set optional, or name it in the parameter external.",
  appliesTo: workloads,
  parameters: {
    external: {
      type: "array",
      items: { type: "string", pattern: "^(ConfigMap|Secret)/.+$" },
      description: "Objects that others make, each as kind and name, such as Secret/database.",
      // The cluster itself makes this one in every namespace.
      default: ["ConfigMap/kube-root-ca.crt"],
    },
  },
  checkStack(stack, check) {
    const external = new Set(check.parameters.external);
    check.each(stack.where(workloads), (workload) => {
      const pod = podTemplate(workload);
      if (!pod || workload.kind.isPatch) return;
      const namespace = namespaceOf(stack, workload);
      check.each(references(pod), ({ kind, name, optional }) => {
        if (optional.isTrue()) return;
        const text = name.text();
        if (text !== undefined && (external.has(`${kind}/${text}`) || isMade(stack, kind, namespace, text))) return;
        check.violation(workload, { at: name, wanted: `the name of a ${kind} of the stack in the same namespace` });
      });
    });
  },
});

function isMade(stack: Stack, kind: "ConfigMap" | "Secret", namespace: string, name: string): boolean {
  return any(MAKERS[kind], (maker) => named(stack, maker.accepts, namespace, name, maker.name).length > 0);
}
