import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-flow-logs";
import { add, all, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";
import { vpc } from "../../../support/vpc";

const log = (name: string, trafficType: string) =>
  typed<aws.ec2.FlowLogArgs>(
    "aws:ec2/flowLog:FlowLog",
    { vpcId: UNKNOWN, trafficType, logDestination: "arn:aws:logs:eu-central-1:123456789012:log-group:flow" },
    { name, dependencies: { vpcId: ["vpc"] } },
  );

describeRule(rule, {
  baselines: {
    "a VPC with a log": [vpc(), log("log", "ALL")],
    "a VPC with two logs": [vpc(), log("log", "ACCEPT"), log("other", "REJECT")],
  },
  mutations: [
    { name: "no log", change: without("log"), path: "id", message: "found no flow log" },
    {
      name: "a log of accepted traffic",
      change: set("trafficType", "ACCEPT", "log"),
      path: "id",
      message: "accepted traffic only",
    },
    { name: "a log of a subnet", change: state({ dependencies: { subnetId: ["vpc"] } }, "log"), path: "id" },
    {
      name: "a log of another VPC",
      change: all(add({ ...vpc(), name: "second" }), state({ dependencies: { vpcId: ["second"] } }, "log")),
      path: "id",
    },
  ],
  allowed: [
    { name: "a log of rejected traffic", change: set("trafficType", "REJECT", "log") },
    {
      name: "an unknown kind of traffic, which does not matter beside a good log",
      of: "a VPC with two logs",
      change: set("trafficType", UNKNOWN, "log"),
    },
  ],
  unknown: [{ name: "an unknown kind of traffic", change: set("trafficType", UNKNOWN, "log") }],
});
