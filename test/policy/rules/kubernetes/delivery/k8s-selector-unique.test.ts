import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-selector-unique";
import { all, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodWorkloadsOf } from "../../../support/objects";
import { rolloutByReference } from "../../../support/workloads";

const [web] = goodWorkloadsOf("a Deployment")["a Deployment"]!;
const [worker] = goodWorkloadsOf("a StatefulSet")["a StatefulSet"]!;
const selector = "spec.selector";
const other: Given = { ...structuredClone(worker!), name: "other" };
set(`${selector}.matchLabels`, { app: "worker", tier: "back" })([other]);
const same = set(`${selector}`, { matchLabels: { "app.kubernetes.io/name": "web" } }, "other");
const reordered = all(
  set(`${selector}`, { matchLabels: { a: "1", b: "2" }, matchExpressions: [] }),
  set(`${selector}`, { matchExpressions: [], matchLabels: { b: "2", a: "1" } }, "other"),
);

const REFERENCE = "a Rollout of another workload's template";

describeRule(rule, {
  baselines: { "two workloads, each with its labels": [web!, other], [REFERENCE]: rolloutByReference() },
  mutations: [
    { name: "the same selector", change: same, resource: "other", path: selector, message: "that web has too" },
    { name: "the same in another order", change: reordered, resource: "other", path: selector },
  ],
  allowed: [
    { name: "the same in another namespace", change: all(same, set("metadata.namespace", "elsewhere", "other")) },
    {
      name: "a Rollout before the workload whose template it takes",
      of: REFERENCE,
      change: set("spec.replicas", 2, "template"),
    },
    {
      name: "a Rollout behind the workload whose template it takes",
      of: REFERENCE,
      change: all(set("spec.replicas", 2, "template"), (given) => void given.reverse()),
    },
    { name: "a patch", change: all(same, state({ type: "kubernetes:apps/v1:StatefulSetPatch" }, "other")) },
  ],
  unknown: [
    { name: "an unknown label", change: set(`${selector}.matchLabels.tier`, UNKNOWN, "other") },
    {
      name: "an unknown namespace",
      change: all(set("metadata.namespace", UNKNOWN, "other"), same),
      path: "metadata.namespace",
    },
  ],
});
