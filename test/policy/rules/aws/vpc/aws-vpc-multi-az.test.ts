import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-multi-az";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";
import { privateSubnet, publicSubnet, vpc } from "../../../support/vpc";

const gateway = (zone: string) =>
  typed<aws.ec2.NatGatewayArgs>(
    "aws:ec2/natGateway:NatGateway",
    { subnetId: UNKNOWN, allocationId: UNKNOWN },
    { name: `nat-${zone}`, dependencies: { subnetId: [`public-${zone}`] } },
  );

const regional = typed<aws.ec2.NatGatewayArgs>(
  "aws:ec2/natGateway:NatGateway",
  { vpcId: UNKNOWN, availabilityMode: "regional" },
  { name: "regional", dependencies: { vpcId: ["vpc"] } },
);

const zones = ["a", "b", "c"];
const path = "id";

describeRule(rule, {
  baselines: {
    "three zones with gateways": [
      vpc(),
      ...zones.flatMap((zone) => [privateSubnet(zone), publicSubnet(zone), gateway(zone)]),
    ],
    "three zones without a way out": [vpc(), ...zones.map(privateSubnet)],
    "a VPC whose subnets are elsewhere": [vpc()],
  },
  mutations: [
    {
      name: "two zones",
      change: without("private-c"),
      path,
      message: "private subnets in eu-central-1a, eu-central-1b, wanted 3 zones",
    },
    { name: "three subnets in two zones", change: set("availabilityZone", "eu-central-1a", "private-c"), path },
    {
      name: "three subnets in two zones, one of them by its name and its id",
      of: "three zones without a way out",
      change: all(
        set("availabilityZone", "eu-central-1a", "private-c"),
        set("availabilityZoneId", "euc1-az1", "private-c"),
      ),
      path,
    },
    { name: "a zone with a public subnet only", change: set("mapPublicIpOnLaunch", true, "private-c"), path },
    {
      name: "fewer zones than configured",
      change: without("private-c"),
      path,
      parameters: { zones: 4 },
      message: "wanted 4 zones",
    },
    {
      name: "no zones at all",
      of: "three zones without a way out",
      change: all(...zones.map((zone) => remove("availabilityZone", `private-${zone}`))),
      path,
      message: "no known zone",
    },
    {
      name: "one gateway for all",
      change: all(without("nat-b"), without("nat-c")),
      path,
      message: "no NAT gateway in eu-central-1b, eu-central-1c",
    },
    { name: "a private gateway", change: set("connectivityType", "private", "nat-c"), path },
    { name: "a gateway in another VPC", change: state({ dependencies: {} }, "nat-c"), path },
    {
      name: "two zones beside gateways that are not known yet",
      change: all(without("private-c"), set("connectivityType", UNKNOWN, "nat-a")),
      path,
    },
  ],
  allowed: [
    { name: "two zones where that is configured", change: without("private-c"), parameters: { zones: 2 } },
    {
      name: "one gateway for all where that is configured",
      change: all(without("nat-b"), without("nat-c")),
      parameters: { gatewayPerZone: false },
    },
    { name: "one gateway in all zones", change: all(without("nat-a"), without("nat-b"), add(regional)) },
    {
      name: "a zone that is chosen by its id",
      of: "three zones without a way out",
      change: all(set("availabilityZoneId", "euc1-az1", "private-a"), set("availabilityZone", UNKNOWN, "private-a")),
    },
    {
      name: "a zone that is chosen by its name, and whose id is not known yet",
      of: "three zones without a way out",
      change: set("availabilityZoneId", UNKNOWN, "private-a"),
    },
  ],
  unknown: [
    { name: "an unknown zone", change: set("availabilityZone", UNKNOWN, "private-a") },
    { name: "an unknown subnet", change: set("mapPublicIpOnLaunch", UNKNOWN, "private-a") },
  ],
});
