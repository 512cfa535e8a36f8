import { kinds, workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

const MANAGED_BY = "app.kubernetes.io/managed-by";
/** A label's value may be empty; the one of a label that must be there may not. */
const VALUE = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const jobs = kinds("batch/Job");

export default defineRule<{ labels: string[]; ownership: string[] }>({
  id: "k8s-recommended-labels",
  title: "Workloads and their pods are labelled by what they are, what they belong to, and who answers for them",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "Kyverno require-labels",
    "compliance-policies configureRecommendedLabels",
    "kube-score label-values",
    "kube-linter required-label-owner",
  ],
  fields: ["metadata.labels", "spec.template.metadata.labels"],
  why: "Dashboards, bills and whoever is woken up at night find the owner of a pod by its labels only.",
  fix: "Add the label to the workload and to its pod template, with at most 63 letters, digits, dots, hyphens and underscores.",
  appliesTo: workloads,
  parameters: {
    labels: {
      type: "array",
      items: { type: "string" },
      description: "Labels that tell what a workload is.",
      default: [
        "app.kubernetes.io/name",
        "app.kubernetes.io/instance",
        "app.kubernetes.io/version",
        "app.kubernetes.io/component",
        "app.kubernetes.io/part-of",
        MANAGED_BY,
      ],
    },
    ownership: {
      type: "array",
      items: { type: "string" },
      description: "Labels that tell who answers for a workload, and who pays for it.",
      default: ["owner", "cost-center"],
    },
  },
  check(resource, check) {
    const required = [...new Set([...check.parameters.labels, ...check.parameters.ownership])];
    const own = resource.at("metadata", "labels");
    const ofPods = podTemplate(resource)!.metadata.at("labels");
    for (const labels of own.path === ofPods.path ? [own] : [own, ofPods]) {
      for (const key of required) {
        check.expect(labels.at(key), (value) => value !== undefined && value !== "", "a value");
      }
      check.each(labels.entries(), ([, label]) => {
        check.expect(
          label,
          (value) => value === undefined || value === "" || (typeof value === "string" && VALUE.test(value)),
          "at most 63 letters, digits, dots, hyphens and underscores, with a letter or digit at both ends",
        );
      });
    }
  },
  remediate(resource, remedy) {
    const ofPods = podTemplate(resource);
    if (!remedy.parameters.labels.includes(MANAGED_BY) || !ofPods?.spec.exists) return;
    remedy.setIfAbsent(resource.at("metadata", "labels", MANAGED_BY), "pulumi");
    // The template of a Job never changes: another one replaces the Job.
    if (!jobs(resource.type)) remedy.setIfAbsent(ofPods.metadata.at("labels", MANAGED_BY), "pulumi");
  },
});
