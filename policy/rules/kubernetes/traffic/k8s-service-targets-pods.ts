import { any } from "../../../lib/any";
import { hasSelector, networkServices, selectedPods } from "../../../lib/kubernetes/service";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-service-targets-pods",
  title: "Every Service leads to a port of pods that exist",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score service-targets-pod", "kube-linter dangling-service", "kube-linter invalid-target-ports"],
  fields: ["spec.selector", "spec.ports[].targetPort", "containers[].ports"],
  why: "A Service whose selector or port matches nothing is made without complaint, and refuses every connection.",
  fix: "Make the selector match the labels of a pod template, and targetPort a port that its containers declare.",
  appliesTo: networkServices,
  checkStack(stack, check) {
    check.each(stack.where(networkServices), (service) => {
      if (service.kind.isPatch || !hasSelector(service)) return;
      const { selected, undecided } = selectedPods(stack, service);
      if (selected.length + undecided.length === 0) {
        check.violation(service, { at: service.at("spec", "selector"), wanted: "labels of pods of the namespace" });
      }
      // What may be selected may have the port.
      if (selected.length === 0 || undecided.length > 0) return;
      check.each(service.at("spec", "ports").items(), (port) => {
        if (any(selected, (workload) => hasPort(workload, port))) return;
        const target = port.at(port.at("targetPort").exists ? "targetPort" : "port");
        check.violation(service, { at: target, wanted: `a port of ${selected.map((one) => one.name).join(", ")}` });
      });
    });
  },
});

/** Whether the pods of a workload declare the port that a Service's port leads to. */
function hasPort(workload: Resource, port: Node): boolean {
  const target = port.at("targetPort").read() ?? port.at("port").read();
  const protocol = port.at("protocol").text() ?? "TCP";
  const declared = podTemplate(workload)!
    .running()
    .flatMap(({ node }) => node.at("ports").items());
  return any(declared, (one) => {
    const isTarget = one.at(typeof target === "number" ? "containerPort" : "name").read() === target;
    return isTarget && (one.at("protocol").text() ?? "TCP") === protocol;
  });
}
