import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ec2/aws-asg-multi-az";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const group = typed<aws.autoscaling.GroupArgs>("aws:autoscaling/group:Group", {
  minSize: 2,
  maxSize: 6,
  vpcZoneIdentifiers: ["subnet-1", "subnet-2"],
  launchTemplate: { id: "lt-1", version: "$Latest" },
});

const subnets = "vpcZoneIdentifiers";

describeRule(rule, {
  baselines: { "a group in two subnets": [group] },
  mutations: [
    { name: "one subnet", change: set(subnets, ["subnet-1"]), message: "wanted at least two subnets" },
    { name: "the same subnet twice", change: set(subnets, ["subnet-1", "subnet-1"]) },
    { name: "a subnet and nothing", change: set(subnets, ["subnet-1", null]) },
    { name: "one subnet that the same update makes", change: set(subnets, [UNKNOWN]) },
    { name: "no subnet", change: remove(subnets) },
    { name: "one zone", change: all(set("availabilityZones", ["eu-central-1a"]), remove(subnets)), path: subnets },
    {
      name: "a launch configuration",
      change: all(remove("launchTemplate"), set("launchConfiguration", "old")),
      path: "launchTemplate",
    },
    {
      name: "a launch configuration beside unknown subnets",
      change: all(remove("launchTemplate"), set(subnets, UNKNOWN)),
      path: "launchTemplate",
    },
    {
      name: "one subnet beside a template that is not known yet",
      change: all(set(subnets, ["subnet-1"]), set("launchTemplate", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "two subnets that the same update makes", change: set(subnets, [UNKNOWN, UNKNOWN]) },
    { name: "two zones", change: all(remove(subnets), set("availabilityZones", ["eu-central-1a", "eu-central-1b"])) },
    {
      name: "two zones beside unknown subnets",
      change: all(set(subnets, UNKNOWN), set("availabilityZones", ["eu-central-1a", "eu-central-1b"])),
    },
    {
      name: "a template of a mix of instances",
      change: all(
        remove("launchTemplate"),
        set("mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId", "lt-1"),
      ),
    },
  ],
  unknown: [
    { name: "unknown subnets", change: set(subnets, UNKNOWN) },
    { name: "an unknown template", change: set("launchTemplate", UNKNOWN) },
    {
      name: "an unknown mix of instances",
      change: all(remove("launchTemplate"), set("mixedInstancesPolicy", UNKNOWN)),
      path: "mixedInstancesPolicy.launchTemplate",
    },
  ],
});
