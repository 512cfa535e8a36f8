import type * as aws from "@pulumi/aws";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-no-default";
import { state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";
import { vpc } from "../../../support/vpc";

describeRule(rule, {
  baselines: { "a VPC of our own": [vpc()] },
  mutations: [
    {
      name: "the default VPC",
      change: state(typed<aws.ec2.DefaultVpcArgs>("aws:ec2/defaultVpc:DefaultVpc", {})),
      path: "(type)",
      message: "found DefaultVpc, wanted a VPC of our own",
    },
    {
      name: "a default subnet",
      change: state(
        typed<aws.ec2.DefaultSubnetArgs>("aws:ec2/defaultSubnet:DefaultSubnet", { availabilityZone: "eu-central-1a" }),
      ),
      path: "(type)",
    },
  ],
  // Only the type counts, which is always known.
  unknown: [],
});
