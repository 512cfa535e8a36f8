import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-spread-autoscaled";
import { all, remove, set, state, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { apart, ofNodes, ofZones, spread } from "../../../support/spread";
import { pod, rolloutByReference } from "../../../support/workloads";

const path = pod("topologySpreadConstraints");
const most = (count: unknown) => set("spec.maxReplicas", count, "web-autoscaler");

const REFERENCE = "a Rollout of another workload's template";
const spreadOf = (given: Given[]): Given[] => {
  set(path, [ofZones, ofNodes], "template")(given);
  return given;
};

describeRule(rule, {
  baselines: {
    "a Deployment with its autoscaler": [...spread("a Deployment"), autoscaler()],
    [REFERENCE]: spreadOf(rolloutByReference()),
  },
  mutations: [
    {
      name: "no constraints",
      change: remove(path),
      message:
        "wanted constraints on topology.kubernetes.io/zone and kubernetes.io/hostname that select the pod, for up to 9 replicas",
    },
    { name: "constraints on zones alone", change: set(path, [ofZones]) },
    {
      name: "no constraints in the template that a Rollout refers to",
      of: REFERENCE,
      change: remove(path, "template"),
      path,
      message: "wanted constraints on topology.kubernetes.io/zone that select the pod, for up to 2 replicas",
    },
    { name: "no constraints where there may be two", change: all(remove(path), most(2)) },
  ],
  allowed: [
    { name: "up to two replicas spread over zones", change: all(set(path, [ofZones]), most(2)) },
    { name: "one replica at most", change: all(remove(path), most(1)) },
    {
      name: "replicas that keep off each other's nodes",
      change: all(remove(path), set(pod("affinity.podAntiAffinity"), apart.required)),
    },
    {
      name: "replicas without an autoscaler, which another rule judges",
      change: all(remove(path), without("web-autoscaler")),
    },
    {
      name: "one replica of a template without constraints",
      of: REFERENCE,
      change: all(remove(path, "template"), set("spec.replicas", 1)),
    },
    { name: "a patch", change: all(remove(path), state({ type: "kubernetes:apps/v1:DeploymentPatch" })) },
  ],
  unknown: [
    { name: "unknown replicas", change: all(remove(path), most(UNKNOWN)), path: "spec.maxReplicas" },
    { name: "unknown constraints", change: set(path, UNKNOWN) },
  ],
});
