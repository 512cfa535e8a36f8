import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-selector-matches-template";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";

const selector = "spec.selector";
const expressions = `${selector}.matchExpressions`;
const name = `["app.kubernetes.io/name"]`;
const wanted = `${selector}.matchLabels${name}`;
const label = `spec.template.metadata.labels${name}`;
const patch = "a patch that leaves things out";

describeRule(rule, {
  baselines: goodWorkloadsOf(
    "a Deployment",
    "a StatefulSet",
    "a DaemonSet",
    "a ReplicaSet",
    "a Rollout of Argo",
    patch,
  ),
  mutations: [
    { name: "another label", change: set(label, "other"), message: 'found "other", wanted "web", as in spec.selector' },
    { name: "a missing label", of: "a StatefulSet", change: remove(label), message: "found not set" },
    { name: "no selector", change: remove(selector) },
    { name: "an empty selector", change: set(selector, {}) },
    { name: "empty lists", change: set(selector, { matchLabels: {}, matchExpressions: [] }) },
    { name: "an expression", change: set(expressions, [{ key: "tier", operator: "Exists" }]) },
    {
      name: "one label where another is not known yet",
      change: all(set(label, "other"), set(`${selector}.matchLabels.tier`, UNKNOWN)),
    },
    { name: "another label in a patch", of: patch, change: all(set(label, "other"), set(wanted, "web")) },
  ],
  allowed: [
    {
      name: "expressions of a patch, which does not say all labels",
      of: patch,
      change: set(expressions, [{ key: "tier", operator: "Exists" }]),
    },
    { name: "more labels than are asked for", change: set("spec.template.metadata.labels.tier", "web") },
    { name: "expressions that hold", change: set(expressions, [{ key: "tier", operator: "DoesNotExist" }]) },
    {
      name: "expressions alone",
      change: set(selector, { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: ["web"] }] }),
    },
    { name: "a patch of the selector alone", of: patch, change: set(wanted, "web") },
  ],
  unknown: [
    { name: "an unknown label", change: set(label, UNKNOWN) },
    { name: "an unknown selector", change: set(selector, UNKNOWN) },
    { name: "unknown labels of the selector", change: set(`${selector}.matchLabels`, UNKNOWN) },
    { name: "unknown expressions", change: set(expressions, UNKNOWN) },
  ],
});
