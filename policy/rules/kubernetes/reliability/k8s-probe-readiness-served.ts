import { kinds, workloads } from "../../../lib/kubernetes/kinds";
import { inNamespace, namespaceOf } from "../../../lib/kubernetes/namespace";
import { isProbe } from "../../../lib/kubernetes/probe";
import { selectsEqual } from "../../../lib/kubernetes/selector";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const networks = kinds("/Service");

export default defineRule({
  id: "k8s-probe-readiness-served",
  title: "Pods that a Service sends requests to say when they are ready, whatever kind of workload they belong to",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_K8S_9", "kube-score pod-probes"],
  fields: ["containers[].readinessProbe", "Service spec.selector"],
  why: "A Service sends requests to every pod that counts as ready, and a container without a probe does from its first moment.",
  fix: "Add a readinessProbe to each main container of the pods that the Service selects.",
  appliesTo: workloads,
  checkStack(stack, check) {
    check.each(stack.where(workloads), (workload) => {
      // A PodTemplate is a template that nobody has made pods of yet.
      if (workload.kind.isPatch || workload.kind.name === "PodTemplate") return;
      const pod = podTemplate(workload)!;
      const labels = pod.metadata.at("labels");
      const callers: Resource[] = [];
      check.each(inNamespace(stack, stack.where(networks), namespaceOf(stack, workload)), (one) => {
        if (awaits(one) && selectsEqual(one.at("spec", "selector"), labels)) callers.push(one);
      });
      const [network] = callers;
      if (!network) return;
      const wanted = `a probe, as the Service ${network.name} selects the pod`;
      check.each(pod.containers("containers"), ({ node }) => {
        check.expect(workload, node.at("readinessProbe"), isProbe, wanted);
      });
    });
  },
});

/** Whether a Service sends requests to the pods it selects once they are ready. */
function awaits(network: Resource): boolean {
  const spec = network.at("spec");
  return (
    spec.at("type").text() !== "ExternalName" &&
    !spec.at("publishNotReadyAddresses").isTrue() &&
    spec.at("selector").entries().length > 0
  );
}
