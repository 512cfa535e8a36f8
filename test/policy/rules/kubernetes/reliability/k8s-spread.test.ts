import { expect } from "chai";
import { editsOf } from "../../../../../policy/lib/remedy";
import { settingsOf } from "../../../../../policy/lib/parameters";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-spread";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { apart, constraint, ofNodes, ofZones, spread } from "../../../support/spread";
import { goodWorkloads, pod } from "../../../support/workloads";

const path = pod("topologySpreadConstraints");
const antiAffinity = pod("affinity.podAntiAffinity");
const replicas = (count: unknown) => set("spec.replicas", count);
const others = { labelSelector: { matchLabels: { app: "other" } } };
const selector = { matchLabels: { "app.kubernetes.io/name": "web" } };
const soft = { maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", labelSelector: selector };
const patch = "a patch that leaves things out";

describeRule(rule, {
  baselines: {
    "a Deployment": spread("a Deployment"),
    "a StatefulSet": spread("a StatefulSet"),
    "a Rollout of Argo": spread("a Rollout of Argo"),
    [patch]: goodWorkloads()[patch]!,
  },
  mutations: [
    { name: "no constraints", change: remove(path), message: "wanted constraints on topology.kubernetes.io/zone that" },
    { name: "no constraints of a StatefulSet", of: "a StatefulSet", change: remove(path) },
    { name: "constraints on nodes alone", change: set(path, [ofNodes]) },
    {
      name: "three replicas spread over zones alone",
      change: all(set(path, [ofZones]), replicas(3)),
      message: "wanted constraints on kubernetes.io/hostname that",
    },
    { name: "a constraint on other pods", change: set(path, [constraint("topology.kubernetes.io/zone", others)]) },
    {
      name: "a constraint on no pods",
      change: set(path, [constraint("topology.kubernetes.io/zone", { labelSelector: null })]),
    },
    {
      name: "replicas that keep off each other's zones only",
      change: all(remove(path), set(`${antiAffinity}.requiredDuringSchedulingIgnoredDuringExecution`, [ofZones])),
    },
    {
      name: "replicas that keep off other pods",
      change: all(
        remove(path),
        set(antiAffinity, apart.required),
        set(`${antiAffinity}.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector`, others.labelSelector),
      ),
    },
  ],
  allowed: [
    { name: "two replicas spread over zones", change: set(path, [ofZones]) },
    { name: "three replicas spread over both", change: replicas(3) },
    {
      name: "replicas that must keep off each other's nodes",
      change: all(remove(path), set(antiAffinity, apart.required), replicas(5)),
    },
    {
      name: "replicas that keep off each other's nodes if they can",
      change: all(remove(path), set(antiAffinity, apart.preferred)),
    },
    { name: "one replica", change: all(remove(path), replicas(1)) },
    { name: "replicas that an autoscaler sets", change: all(remove(path), remove("spec.replicas")) },
    { name: "a patch of the replicas", of: patch, change: replicas(3) },
  ],
  unknown: [
    { name: "unknown replicas", change: replicas(UNKNOWN) },
    { name: "unknown constraints", change: set(path, UNKNOWN) },
    { name: "an unknown selector", change: set(`${path}[0].labelSelector`, UNKNOWN) },
  ],
  remediated: [
    {
      name: "two replicas without constraints",
      change: all(remove(path), set("spec.selector", selector)),
      set: { [path]: [{ ...soft, topologyKey: "topology.kubernetes.io/zone" }] },
    },
    {
      name: "three replicas without constraints",
      change: all(remove(path), set("spec.selector", selector), replicas(3)),
      set: {
        [path]: [
          { ...soft, topologyKey: "topology.kubernetes.io/zone" },
          { ...soft, topologyKey: "kubernetes.io/hostname" },
        ],
      },
    },
  ],
  spared: [
    { name: "one replica", change: all(remove(path), set("spec.selector", selector), replicas(1)) },
    {
      name: "replicas that keep off each other's nodes",
      change: all(remove(path), set("spec.selector", selector), set(antiAffinity, apart.required)),
    },
  ],
});

describe("k8s-spread, where it is not known which pods to spread", () => {
  const edits = (spec: object) => {
    const [one] = structuredClone(goodWorkloads()["a Deployment"]!);
    const properties = { ...one!.properties, spec: { ...(one!.properties.spec as object), ...spec } };
    const facts = { urn: "", name: "web", type: one!.type, properties, options: { protect: false, ignoreChanges: [] } };
    return editsOf(rule, facts, { settings: settingsOf(rule, {}), now: new Date(0) });
  };

  it("fixes nothing without a selector", () => expect(edits({ selector: undefined })).to.deep.equal([]));

  it("fixes nothing with a selector of other pods", () =>
    expect(edits({ selector: others.labelSelector })).to.deep.equal([]));

  it("fixes nothing with an unknown selector", () => expect(edits({ selector: UNKNOWN })).to.deep.equal([]));
});
