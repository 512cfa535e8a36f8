import { networkServices } from "../../../lib/kubernetes/service";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-service-no-external-ips",
  title: "No Service claims external addresses",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CVE-2020-8554", "KSV-0108", "Kyverno restrict-service-external-ips"],
  fields: ["spec.externalIPs"],
  why: "Nobody checks that such an address belongs to the cluster: a Service can draw the traffic of other hosts to itself.",
  fix: "Remove spec.externalIPs; use an Ingress, or a load balancer that is given its address.",
  appliesTo: networkServices,
  check(resource, check) {
    check.expect(
      resource.at("spec", "externalIPs"),
      (addresses) => addresses === undefined || (Array.isArray(addresses) && addresses.length === 0),
      "none",
    );
  },
});
