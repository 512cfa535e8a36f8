import { Coverage, possible, serving, whole } from "../../../lib/kubernetes/coverage";
import { kinds, services } from "../../../lib/kubernetes/kinds";
import { labelIndex, ownLabels, type LabelsOf } from "../../../lib/kubernetes/label-index";
import { inNamespace, namespaceNamed, namespaceOf, unplaced } from "../../../lib/kubernetes/namespace";
import { selects } from "../../../lib/kubernetes/selector";
import { hasSelector, networkServices, podLabels, selectedPods } from "../../../lib/kubernetes/service";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import type { Stack } from "../../../lib/stack";

const serviceMonitors = kinds("monitoring.coreos.com/ServiceMonitor");
const podMonitors = kinds("monitoring.coreos.com/PodMonitor");
const SCRAPE = "prometheus.io/scrape";

export default defineRule({
  id: "k8s-scrape-covers-workloads",
  title: "Prometheus scrapes every workload that has a port",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: [
    "containers[].ports",
    `template metadata.annotations["${SCRAPE}"]`,
    "Service spec.selector",
    "ServiceMonitor spec.selector",
    "PodMonitor spec.selector",
    "spec.namespaceSelector",
  ],
  why: "What nobody measures fails unseen: no alert and no dashboard can tell more than there are metrics.",
  fix: `Add a ServiceMonitor for the Service of its pods, or a PodMonitor for its pods, or the annotation ${SCRAPE}: "true" to the pod template.`,
  appliesTo: services,
  checkStack(stack, check) {
    const coverage = new Coverage();
    coverage.addEach(whole(stack.where(podMonitors)), (one) => watched(stack, one, serving(stack), podLabels));
    coverage.addEach(whole(stack.where(serviceMonitors)), (one) => {
      const found = watched(stack, one, stack.where(networkServices), ownLabels);
      coverage.addEach(whole(found), (service) => (hasSelector(service) ? possible(selectedPods(stack, service)) : []));
      return [];
    });
    check.each(serving(stack), (workload) => {
      if (coverage.has(workload)) return;
      const annotation = podTemplate(workload)!.metadata.at("annotations", SCRAPE);
      if (annotation.isTrue()) return;
      check.violation(workload, {
        at: podTemplate(workload)!.metadata.at("labels"),
        found: "no monitor that leads to these pods",
        wanted: "a ServiceMonitor, a PodMonitor or the annotation",
      });
    });
  },
});

/** The resources that a monitor selects, in the namespaces that it is for: its own unless it says others. */
function watched(stack: Stack, monitor: Resource, all: readonly Resource[], labelsOf: LabelsOf): Resource[] {
  const selector = monitor.at("spec", "selector");
  const places = monitor.at("spec", "namespaceSelector");
  const names = places.at("matchNames").strings();
  const namespaces =
    names.length > 0 ? names.map((name) => namespaceNamed(stack, name)) : [namespaceOf(stack, monitor)];
  const near = namespaces.map((one) => inNamespace(stack, all, one));
  const groups = places.at("any").isTrue() ? [all] : [...near, unplaced(stack, all)];
  return groups.flatMap((group) =>
    possible(
      labelIndex(stack, group, labelsOf).select(selector.at("matchLabels"), (labels) => selects(selector, labels)),
    ),
  );
}
