import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

/** All that may let traffic in, by the words for it: none lets the internet in but to the web. The security group is the first. */
export function goodIngress(): Record<string, Given[]> {
  return {
    "a security group": [
      typed<aws.ec2.SecurityGroupArgs>("aws:ec2/securityGroup:SecurityGroup", {
        description: "Load balancer of the shop",
        ingress: [
          { description: "Members", protocol: "-1", fromPort: 0, toPort: 0, self: true },
          {
            description: "Web",
            protocol: "tcp",
            fromPort: 443,
            toPort: 443,
            cidrBlocks: ["0.0.0.0/0"],
            ipv6CidrBlocks: ["::/0"],
          },
          {
            description: "Operators",
            protocol: "tcp",
            fromPort: 22,
            toPort: 22,
            cidrBlocks: ["10.0.0.0/8"],
            ipv6CidrBlocks: ["fd00::/8"],
          },
          { description: "Path MTU", protocol: "icmp", fromPort: 3, toPort: 4, cidrBlocks: ["0.0.0.0/0"] },
        ],
        egress: [{ description: "Web", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
      }),
    ],
    "a default security group": [
      typed<aws.ec2.DefaultSecurityGroupArgs>("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "vpc-1" }),
    ],
    "a rule of its own": [
      typed<aws.ec2.SecurityGroupRuleArgs>("aws:ec2/securityGroupRule:SecurityGroupRule", {
        securityGroupId: "sg-1",
        type: "ingress",
        description: "Operators",
        protocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrBlocks: ["10.0.0.0/8"],
      }),
    ],
    "an ingress rule": [
      typed<aws.vpc.SecurityGroupIngressRuleArgs>("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
        securityGroupId: "sg-1",
        description: "Operators",
        ipProtocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrIpv4: "10.0.0.0/8",
      }),
    ],
  };
}

/** All that may let traffic out. */
export function goodEgress(): Record<string, Given[]> {
  const { "an ingress rule": _, ...others } = goodIngress();
  return {
    ...others,
    "an egress rule": [
      typed<aws.vpc.SecurityGroupEgressRuleArgs>("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
        securityGroupId: "sg-1",
        description: "Web",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
      }),
    ],
  };
}
