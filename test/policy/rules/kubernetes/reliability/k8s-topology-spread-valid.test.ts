import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-topology-spread-valid";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { constraint, spread } from "../../../support/spread";
import { goodWorkloads, pod } from "../../../support/workloads";

const first = (field: string) => pod(`topologySpreadConstraints[0].${field}`);
const second = (field: string) => pod(`topologySpreadConstraints[1].${field}`);

describeRule(rule, {
  baselines: { ...goodWorkloads(), "a spread Deployment": spread("a Deployment"), "a spread Job": spread("a Job") },
  mutations: [
    {
      name: "no selector",
      of: "a spread Deployment",
      change: remove(first("labelSelector")),
      message: "wanted a selector that matches",
    },
    {
      name: "a selector of other pods",
      of: "a spread Deployment",
      change: set(first("labelSelector.matchLabels.app"), "other"),
      path: first("labelSelector"),
    },
    { name: "no skew", of: "a spread Deployment", change: remove(first("maxSkew")) },
    {
      name: "a skew of nothing",
      of: "a spread Deployment",
      change: set(second("maxSkew"), 0),
      message: "found 0, wanted at least 1",
    },
    { name: "no topology", of: "a spread Deployment", change: remove(first("topologyKey")) },
    { name: "an empty topology", of: "a spread Job", change: set(first("topologyKey"), "") },
    { name: "no domains", of: "a spread Deployment", change: set(first("minDomains"), 0) },
    {
      name: "a fault beside an unknown selector",
      of: "a spread Deployment",
      change: all(set(first("labelSelector"), UNKNOWN), set(second("maxSkew"), 0)),
      path: second("maxSkew"),
    },
    { name: "a wrong number in a patch", of: "a patch that leaves things out", change: set(first("maxSkew"), 0) },
  ],
  allowed: [
    { name: "several domains", of: "a spread Deployment", change: set(first("minDomains"), 3) },
    { name: "a selector of all pods", of: "a spread Deployment", change: set(first("labelSelector"), {}) },
    {
      name: "a patch without the labels",
      of: "a patch that leaves things out",
      change: set(pod("topologySpreadConstraints"), [constraint("topology.kubernetes.io/zone")]),
    },
  ],
  unknown: [
    { name: "unknown constraints", change: set(pod("topologySpreadConstraints"), UNKNOWN) },
    { name: "an unknown skew", of: "a spread Deployment", change: set(first("maxSkew"), UNKNOWN) },
  ],
});
