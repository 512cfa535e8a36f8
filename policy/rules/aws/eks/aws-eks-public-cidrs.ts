import { clusters } from "../../../lib/aws/eks";
import { prefixLength } from "../../../lib/aws/network";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ shortestPrefix: number }>({
  id: "aws-eks-public-cidrs",
  title: "A public endpoint of a cluster answers only to networks that are named",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_38", "AWS-0041", "CIS EKS 5.4.1"],
  fields: ["vpcConfig.endpointPublicAccess", "vpcConfig.publicAccessCidrs"],
  why: "Without a list of networks EKS opens the API server of the cluster to the whole internet.",
  fix: "List the networks of your offices and runners in vpcConfig.publicAccessCidrs, or set vpcConfig.endpointPublicAccess to false.",
  appliesTo: clusters,
  parameters: {
    shortestPrefix: {
      type: "integer",
      minimum: 1,
      maximum: 128,
      description: "The shortest prefix that a network may have: 8 accepts 10.0.0.0/8, but nothing wider.",
      default: 8,
    },
  },
  check(resource, check) {
    const network = resource.at("vpcConfig");
    if (network.at("endpointPublicAccess").isFalse()) return;
    const cidrs = network.at("publicAccessCidrs");
    check.expect(cidrs, (value) => Array.isArray(value) && value.length > 0, "a list of networks");
    const { shortestPrefix } = check.parameters;
    check.each(cidrs.items(), (cidr) => {
      check.expect(
        cidr,
        (value) => typeof value === "string" && (prefixLength(value) ?? 0) >= shortestPrefix,
        `a network with a prefix of /${shortestPrefix} or longer`,
      );
    });
  },
});
