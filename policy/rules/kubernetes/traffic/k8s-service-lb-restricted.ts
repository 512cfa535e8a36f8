import { annotation } from "../../../lib/kubernetes/ingress";
import { networkServices } from "../../../lib/kubernetes/service";
import { defineRule } from "../../../lib/rule";

const SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme";

export default defineRule({
  id: "k8s-service-lb-restricted",
  title: "A load balancer of a Service is internal, or open to some networks only",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["AWS-0053", "Own"],
  fields: ["spec.type", "spec.loadBalancerSourceRanges", `metadata.annotations["${SCHEME}"]`],
  why: "Unless it is told otherwise, such a load balancer may take connections from the whole internet straight to the pods.",
  fix: `Set the annotation ${SCHEME} to internal, or list the networks of the clients in spec.loadBalancerSourceRanges.`,
  appliesTo: networkServices,
  check(resource, check) {
    if (resource.at("spec", "type").text() !== "LoadBalancer") return;
    if (annotation(resource, SCHEME).text() === "internal") return;
    const ranges = resource.at("spec", "loadBalancerSourceRanges");
    check.expect(ranges, (value) => Array.isArray(value) && value.length > 0, "the networks of the clients");
    check.each(ranges.items(), (range) => {
      check.expect(range, (value) => typeof value === "string" && !isEverybody(value), "a network, not everybody");
    });
  },
});

/** A network of no fixed bits has everybody in it, whatever its address. */
function isEverybody(range: string): boolean {
  return /\/0+$/.test(range.trim());
}
