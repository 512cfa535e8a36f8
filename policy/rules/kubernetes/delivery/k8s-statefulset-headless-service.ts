import { kinds } from "../../../lib/kubernetes/kinds";
import { named } from "../../../lib/kubernetes/named";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { byServices } from "../../../lib/kubernetes/selecting";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import type { Stack } from "../../../lib/stack";

const statefulSets = kinds("apps/StatefulSet");

export default defineRule({
  id: "k8s-statefulset-headless-service",
  title: "A StatefulSet has a headless Service that gives each of its pods a name",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score statefulset-has-servicename"],
  fields: ["spec.serviceName", "Service spec.clusterIP", "Service spec.selector"],
  why: "The replicas of a database find each other by names in DNS, which only the Service of serviceName gives them.",
  fix: 'Set spec.serviceName to the name of a Service in the same namespace with clusterIP "None" that selects the pods.',
  appliesTo: statefulSets,
  checkStack(stack, check) {
    check.each(stack.where(statefulSets), (workload) => {
      if (workload.kind.isPatch) return;
      const at = workload.at("spec", "serviceName");
      const service = serviceOf(stack, workload);
      if (!service) {
        check.violation(workload, { at, wanted: "the name of a headless Service of the stack" });
        return;
      }
      check.expect(service, service.at("spec", "clusterIP"), (value) => value === "None", '"None", for a StatefulSet');
      check.each([service], () => {
        if (byServices.picks(service, podTemplate(workload)!.metadata.at("labels"))) return;
        check.violation(service, {
          at: service.at("spec", "selector"),
          wanted: `labels of the pods of the StatefulSet ${workload.name}`,
        });
      });
    });
  },
});

/** The Service that a StatefulSet names; where the name is not known yet, the one that its spec depends on. */
function serviceOf(stack: Stack, workload: Resource): Resource | undefined {
  const name = workload.at("spec", "serviceName");
  if (name.isUnknown) {
    const depended = workload.dependsOn("spec").flatMap((urn) => stack.get(urn) ?? []);
    const service = depended.find((one) => byServices.accepts(one.type));
    if (service) return service;
  }
  const text = name.text();
  return text === undefined ? undefined : named(stack, byServices.accepts, namespaceOf(stack, workload), text)[0];
}
