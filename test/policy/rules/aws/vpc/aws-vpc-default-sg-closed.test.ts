import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-default-sg-closed";
import { add, all, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";
import { vpc } from "../../../support/vpc";

const group = typed<aws.ec2.DefaultSecurityGroupArgs>(
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  { vpcId: UNKNOWN, ingress: [] },
  { name: "default", dependencies: { vpcId: ["vpc"] } },
);

const rules = [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }];

describeRule(rule, {
  baselines: { "a VPC with a closed group": [vpc(), group] },
  mutations: [
    {
      name: "the group that AWS makes",
      change: without("default"),
      path: "defaultSecurityGroupId",
      message: "wanted a DefaultSecurityGroup without rules",
    },
    {
      name: "the group of another VPC",
      change: all(add({ ...vpc(), name: "second" }), state({ dependencies: { vpcId: ["second"] } }, "default")),
      path: "defaultSecurityGroupId",
    },
    { name: "rules for traffic in", change: set("ingress", rules, "default"), resource: "default" },
    { name: "rules for traffic out", change: set("egress", rules, "default"), resource: "default" },
    {
      name: "a rule of its own",
      change: add(
        typed<aws.vpc.SecurityGroupIngressRuleArgs>(
          "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
          { securityGroupId: UNKNOWN, ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" },
          { name: "rule", dependencies: { securityGroupId: ["default"] } },
        ),
      ),
      resource: "rule",
      path: "securityGroupId",
      message: "found the default group default",
    },
    {
      name: "rules for traffic out beside others that are not known yet",
      change: all(set("egress", rules, "default"), set("ingress", UNKNOWN, "default")),
      resource: "default",
    },
  ],
  allowed: [
    { name: "two empty lists", change: set("egress", [], "default") },
    { name: "no word about rules, which takes them away", change: set("ingress", UNKNOWN, "default") },
  ],
  unknown: [
    {
      name: "unknown rules",
      change: all(
        set("ingress", UNKNOWN, "default"),
        state({ dependencies: { vpcId: ["vpc"], ingress: ["vpc"] } }, "default"),
      ),
    },
  ],
});
