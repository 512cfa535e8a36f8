import { expect } from "chai";
import { settingsOf } from "../../../../../policy/lib/parameters";
import { editsOf } from "../../../../../policy/lib/remedy";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/namespaces/k8s-namespace-pss-labels";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const label = (mode: string) => `metadata.labels["pod-security.kubernetes.io/${mode}"]`;
const namespace: Given = {
  type: "kubernetes:core/v1:Namespace",
  properties: {
    metadata: {
      name: "shop",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "latest",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    },
  },
};
const modes = ["enforce", "warn", "audit"];
const baseline = { standard: "baseline" };

describeRule(rule, {
  baselines: {
    "a namespace": [namespace],
    "a patch": [{ type: "kubernetes:core/v1:NamespacePatch", properties: { metadata: { name: "shop" } } }],
  },
  mutations: [
    ...[...modes, "enforce-version"].map((mode) => ({ name: `no ${mode}`, change: remove(label(mode)) })),
    ...modes.map((mode) => ({ name: `a weaker ${mode}`, change: set(label(mode), "baseline") })),
    { name: "no labels at all", change: remove("metadata.labels"), path: label("enforce") },
    { name: "privileged in a patch", of: "a patch", change: set(label("enforce"), "privileged") },
    { name: "privileged where baseline is enough", change: set(label("enforce"), "privileged"), parameters: baseline },
    { name: "a standard that there is not", change: set(label("enforce"), "strict"), parameters: baseline },
    { name: "a version that is none", change: set(label("enforce-version"), "1.35") },
    {
      name: "privileged where others may be",
      change: set(label("enforce"), "privileged"),
      parameters: { privileged: ["monitoring"] },
    },
    {
      name: "one label where another is not known yet",
      change: all(remove(label("audit")), set(label("enforce"), UNKNOWN)),
    },
  ],
  allowed: [
    { name: "baseline where it is enough", change: set(label("enforce"), "baseline"), parameters: baseline },
    { name: "a fixed version", change: set(label("enforce-version"), "v1.35") },
    {
      name: "a privileged one that may be",
      change: set(label("enforce"), "privileged"),
      parameters: { privileged: ["web"] },
    },
  ],
  unknown: [
    { name: "an unknown label", change: set(label("enforce"), UNKNOWN) },
    { name: "unknown labels", change: set("metadata.labels", UNKNOWN) },
  ],
  remediated: [
    {
      name: "no labels, where baseline is enough",
      change: remove("metadata.labels"),
      parameters: baseline,
      set: {
        [label("enforce")]: "baseline",
        [label("enforce-version")]: "latest",
        [label("warn")]: "restricted",
        [label("audit")]: "restricted",
      },
    },
    { name: "no warnings", change: remove(label("warn")), set: { [label("warn")]: "restricted" } },
  ],
  spared: [{ name: "a namespace of which nothing is said", change: remove("metadata") }],
});

describe("the remedy of k8s-namespace-pss-labels", () => {
  const enforces = (parameters: Record<string, unknown>): boolean => {
    const facts = {
      urn: "urn",
      type: namespace.type,
      name: "shop",
      properties: { metadata: {} },
      options: { protect: false, ignoreChanges: [] },
    };
    const edits = editsOf(rule, facts, { settings: settingsOf(rule, parameters), now: new Date(0) });
    return edits.some(({ keys }) => keys.at(-1) === "pod-security.kubernetes.io/enforce");
  };

  it("enforces nothing that may stop pods which run today", () => {
    expect(enforces(baseline)).to.equal(true);
    expect(enforces({})).to.equal(false);
    expect(enforces({ ...baseline, privileged: ["shop"] })).to.equal(false);
  });
});
