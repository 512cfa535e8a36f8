import { any } from "../../../lib/any";
import { alertOf, alertRules, prometheusRules, type Alert } from "../../../lib/kubernetes/alert";
import { Coverage, serving, whole } from "../../../lib/kubernetes/coverage";
import { services } from "../../../lib/kubernetes/kinds";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-alert-covers-workloads",
  title: "An alert is about every workload that has a port, and says how bad it is and what to do",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: [
    "containers[].ports",
    "metadata.name",
    'metadata.labels["app.kubernetes.io/name"]',
    "PrometheusRule spec.groups[].rules[]",
    'PrometheusRule metadata.labels["platform.covers"]',
  ],
  why: "A workload without an alert is down until users say so; an alert without a runbook leaves whoever is called alone with it.",
  fix: "Add an alerting rule whose labels or expression name the namespace and the workload, with for, labels.severity and annotations.runbook_url; or mark one for its whole namespace with the label platform.covers: namespace.",
  appliesTo: services,
  checkStack(stack, check) {
    const coverage = new Coverage();
    const incomplete = new Map<string, Alert>();
    coverage.addEach(whole(stack.where(prometheusRules)), (object) => {
      coverage.addEach(alertRules(object), (rule) => {
        const alert = alertOf(stack, object, rule);
        if (alert.lacks.length === 0) return subjects(alert);
        for (const subject of subjects(alert)) incomplete.set(subject, alert);
        return [];
      });
      return [];
    });
    check.each(serving(stack), (workload) => {
      const namespace = namespaceOf(stack, workload);
      const name = workload.at("metadata", "name");
      const names = [name, workload.at("metadata", "labels", "app.kubernetes.io/name")];
      const keys = [() => subject(namespace), ...names.map((one) => () => subject(namespace, one.text() ?? ""))];
      if (any(keys, (key) => coverage.has(key()))) return;
      const near = keys.map((key) => incomplete.get(key())).find((one) => one !== undefined);
      check.violation(workload, {
        at: name,
        found: near ? `the alert ${near.name} without ${near.lacks.join(", ")}` : "no alert about it",
        wanted: "an alert with for, labels.severity and annotations.runbook_url",
      });
    });
  },
});

/** What an alert may be about, as one text: a workload of a namespace, or all of it. */
function subject(namespace: string, workload?: string): string {
  return JSON.stringify([namespace, workload]);
}

function subjects({ namespaces, workloads }: Alert): string[] {
  return namespaces.flatMap((namespace) =>
    workloads ? workloads.map((workload) => subject(namespace, workload)) : [subject(namespace)],
  );
}
