import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/eks/aws-eks-nodes-private";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodNodeGroup } from "../../../support/eks";
import { typed } from "../../../support/typed";

const subnet = (name: string) =>
  typed<aws.ec2.SubnetArgs>("aws:ec2/subnet:Subnet", { vpcId: UNKNOWN, mapPublicIpOnLaunch: false }, { name });

const path = "subnetIds";
const publicA = set("mapPublicIpOnLaunch", true, "a");

describeRule(rule, {
  baselines: {
    "nodes in private subnets": [
      goodNodeGroup({ dependencies: { subnetIds: ["a", "b", "role"] } }),
      subnet("a"),
      subnet("b"),
      { type: "aws:iam/role:Role", name: "role", properties: { mapPublicIpOnLaunch: true } },
    ],
    "nodes in subnets of another stack": [goodNodeGroup()],
  },
  mutations: [
    { name: "a public subnet", change: publicA, path, message: "found the subnet a, which gives out public addresses" },
    {
      name: "a public default subnet",
      change: all(publicA, state({ type: "aws:ec2/defaultSubnet:DefaultSubnet" }, "a")),
      path,
    },
    {
      name: "a public subnet beside one that is not known yet",
      change: all(publicA, set("mapPublicIpOnLaunch", UNKNOWN, "b")),
      path,
    },
  ],
  allowed: [
    { name: "a subnet that gives out no addresses by default", change: remove("mapPublicIpOnLaunch", "a") },
    {
      name: "a public subnet that the nodes are not in",
      change: all(publicA, state({ dependencies: { subnetIds: ["b"] } })),
    },
  ],
  unknown: [{ name: "an unknown subnet", change: set("mapPublicIpOnLaunch", UNKNOWN, "a") }],
});
