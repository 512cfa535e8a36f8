import { networkServices } from "../../../lib/kubernetes/service";
import { isListed, RESOURCES } from "../../../lib/listed";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ loadBalancers: string[] }>({
  id: "k8s-service-type",
  title: "Services stay inside the cluster, except for load balancers that are known",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "kube-score service-type",
    "kube-linter exposed-services",
    "Kyverno restrict-node-port",
    "Kyverno restrict-loadbalancer",
    "compliance-policies Service disallowLoadBalancer",
  ],
  fields: ["spec.type"],
  why: "A node port is open on every node, past the Ingress and its TLS; a load balancer is one more way in, and costs money.",
  fix: "Use type ClusterIP and let an Ingress lead to the Service, or list it in the parameter loadBalancers.",
  appliesTo: networkServices,
  parameters: {
    loadBalancers: {
      ...RESOURCES,
      description:
        "Services that may be load balancers, by the name or URN of the resource; * stands for any run of characters.",
      default: [],
    },
  },
  check(resource, check) {
    const isKnown = isListed(resource, check.parameters.loadBalancers);
    check.expect(
      resource.at("spec", "type"),
      (type) =>
        type === undefined || type === "ClusterIP" || type === "ExternalName" || (type === "LoadBalancer" && isKnown),
      isKnown ? "ClusterIP, ExternalName or LoadBalancer" : "ClusterIP or ExternalName",
    );
  },
});
