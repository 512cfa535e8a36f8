import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/kubernetes/traffic/k8s-service-type";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodService, servicePatch } from "../../../support/traffic";

const type = "spec.type";
const parameters = { loadBalancers: ["we*"] };

describeRule(rule, {
  baselines: { "a Service": [goodService()], "a patch that leaves things out": [servicePatch()] },
  mutations: [
    {
      name: "a node port",
      change: set(type, "NodePort"),
      message: 'found "NodePort", wanted ClusterIP or ExternalName.',
    },
    { name: "a load balancer", change: set(type, "LoadBalancer") },
    {
      name: "a load balancer that is not listed",
      change: set(type, "LoadBalancer"),
      parameters: { loadBalancers: ["x"] },
    },
    { name: "a node port of a listed Service", change: set(type, "NodePort"), parameters, message: "or LoadBalancer" },
    { name: "a patch to a node port", of: "a patch that leaves things out", change: set(type, "NodePort") },
    { name: "a type that is none", change: set(type, 1) },
  ],
  allowed: [
    { name: "the default", change: remove(type) },
    { name: "a name outside of the cluster", change: set(type, "ExternalName") },
    { name: "a listed load balancer", change: set(type, "LoadBalancer"), parameters },
  ],
  unknown: [{ name: "a type that is not known yet", change: set(type, UNKNOWN) }],
});
