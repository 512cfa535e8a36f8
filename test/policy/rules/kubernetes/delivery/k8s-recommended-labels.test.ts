import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/delivery/k8s-recommended-labels";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { templateKeys } from "../../../../../policy/lib/kubernetes/kinds";
import { goodWorkloads } from "../../../support/workloads";

const labels = {
  "app.kubernetes.io/name": "web",
  "app.kubernetes.io/instance": "web-production",
  "app.kubernetes.io/version": "1.4.2",
  "app.kubernetes.io/component": "frontend",
  "app.kubernetes.io/part-of": "shop",
  "app.kubernetes.io/managed-by": "pulumi",
  owner: "team-shop",
  "cost-center": "4711",
};
const step = (key: string) => (key.includes("/") ? `["${key}"]` : `.${key}`);
const own = (key: string) => `metadata.labels${step(key)}`;
const ofPods = (key: string) => `spec.template.metadata.labels${step(key)}`;
const managed = "app.kubernetes.io/managed-by";
const patch = "a patch that leaves things out";

function labelled(given: Given[]): Given[] {
  const [{ type } = { type: "" }] = given;
  set("metadata.labels", labels)(given);
  if (!type.endsWith("Patch")) set([...(templateKeys(type) ?? []), "metadata", "labels"].join("."), labels)(given);
  return given;
}

describeRule(rule, {
  baselines: Object.fromEntries(Object.entries(goodWorkloads()).map(([name, given]) => [name, labelled(given)])),
  mutations: [
    ...Object.keys(labels).flatMap((key) => [
      { name: `a workload without ${key}`, change: remove(own(key)) },
      { name: `pods without ${key}`, change: remove(ofPods(key)) },
    ]),
    { name: "an empty label", change: set(own("owner"), "") },
    { name: "a pod of its own without an owner", of: "a Pod", change: remove(own("owner")) },
    {
      name: "a label of the stack's own",
      change: remove(own("owner")),
      parameters: { ownership: ["team"] },
      path: "metadata.labels.team",
    },
    {
      name: "another label",
      change: remove(own("owner")),
      parameters: { labels: ["tier"] },
      path: "metadata.labels.tier",
    },
    { name: "a value that is too long", change: set(own("note"), "x".repeat(64)), path: "metadata.labels.note" },
    { name: "a value with a space", change: set(ofPods("note"), "a b"), path: "spec.template.metadata.labels.note" },
    {
      name: "a value with a hyphen at its end",
      change: set(ofPods("note"), "a-"),
      path: "spec.template.metadata.labels.note",
    },
    { name: "a value that is not a string", change: set(own("note"), 7), path: "metadata.labels.note" },
    {
      name: "one label where another is not known yet",
      change: all(remove(own("cost-center")), set(own("owner"), UNKNOWN)),
    },
    { name: "a wrong value in a patch", of: patch, change: set(own("note"), "a b"), path: "metadata.labels.note" },
  ],
  allowed: [
    { name: "an empty label that nobody asks for", change: set(own("note"), "") },
    { name: "63 characters", change: set(own("note"), "x".repeat(63)) },
    {
      name: "no owner where none is asked for",
      change: all(remove(own("owner")), remove(ofPods("owner"))),
      parameters: { ownership: [] },
    },
  ],
  unknown: [
    { name: "unknown labels", change: set("metadata.labels", UNKNOWN) },
    { name: "an unknown label", change: set(own("owner"), UNKNOWN), path: "metadata.labels.owner" },
  ],
  remediated: [
    {
      name: "who manages a workload",
      change: all(remove(own(managed)), remove(ofPods(managed))),
      set: { [own(managed)]: "pulumi", [ofPods(managed)]: "pulumi" },
    },
    { name: "who manages a Job", of: "a Job", change: remove(own(managed)), set: { [own(managed)]: "pulumi" } },
  ],
  spared: [
    { name: "pods of a Job, which never change", of: "a Job", change: remove(ofPods(managed)) },
    { name: "a workload of which nothing is said", change: all(remove(own(managed)), remove("spec")) },
    {
      name: "a label that nobody asks for",
      change: all(remove(own(managed)), remove(ofPods(managed))),
      parameters: { labels: ["app.kubernetes.io/name"] },
    },
  ],
});
