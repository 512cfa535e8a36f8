import { kinds } from "../../../lib/kubernetes/kinds";
import { selects, selectsEqual } from "../../../lib/kubernetes/selector";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-selector-matches-template",
  title: "A workload selects the pods of its own template",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "kube-score deployment-pod-selector-labels-match-template-metadata-labels",
    "kube-score statefulset-pod-selector-labels-match-template-metadata-labels",
    "kube-linter mismatching-selector",
  ],
  fields: ["spec.selector", "spec.template.metadata.labels"],
  why: "The API server refuses a workload that does not find its own pods, in the middle of an update.",
  fix: "Give the pod template every label that spec.selector asks for.",
  appliesTo: kinds("apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "apps/ReplicaSet", "argoproj.io/Rollout"),
  check(resource, check) {
    const selector = resource.at("spec", "selector");
    const equal = selector.at("matchLabels");
    const expressions = selector.at("matchExpressions");
    const labels = podTemplate(resource)!.metadata.at("labels");
    check.expect(
      selector,
      () => resource.kind.isPatch || mayHoldSomething(equal) || mayHoldSomething(expressions),
      "labels of the pod template in matchLabels",
    );
    for (const [key, wanted] of equal.entries()) {
      check.expect(labels.at(key), (value) => value === wanted.text(), `${wanted.describe()}, as in spec.selector`);
    }
    check.each(expressions.exists && !resource.kind.isPatch ? [expressions] : [], () => {
      if (!selectsEqual(equal, labels) || selects(selector, labels)) return;
      check.violation({ at: expressions, wanted: "expressions that the labels of the pod template satisfy" });
    });
  },
});

function mayHoldSomething({ value, isUnknown }: Node): boolean {
  return isUnknown || (typeof value === "object" && value !== null && Object.keys(value).length > 0);
}
