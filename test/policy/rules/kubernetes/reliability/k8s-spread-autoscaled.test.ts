import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/reliability/k8s-spread-autoscaled";
import { all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { autoscaler } from "../../../support/replicas";
import { apart, ofZones, spread } from "../../../support/spread";
import { pod } from "../../../support/workloads";

const path = pod("topologySpreadConstraints");
const most = (count: unknown) => set("spec.maxReplicas", count, "web-autoscaler");

describeRule(rule, {
  baselines: { "a Deployment with its autoscaler": [...spread("a Deployment"), autoscaler()] },
  mutations: [
    {
      name: "no constraints",
      change: remove(path),
      message:
        "wanted constraints on topology.kubernetes.io/zone and kubernetes.io/hostname that select the pod, for up to 9 replicas",
    },
    { name: "constraints on zones alone", change: set(path, [ofZones]) },
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
    { name: "a patch", change: all(remove(path), state({ type: "kubernetes:apps/v1:DeploymentPatch" })) },
  ],
  unknown: [
    { name: "unknown replicas", change: all(remove(path), most(UNKNOWN)), path: "spec.maxReplicas" },
    { name: "unknown constraints", change: set(path, UNKNOWN) },
  ],
});
