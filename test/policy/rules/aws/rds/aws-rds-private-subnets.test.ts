import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-private-subnets";
import { add, all, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const given = (name: string, type: string, dependencies: Given["dependencies"] = {}, properties = {}): Given => ({
  name,
  type,
  properties,
  dependencies,
});
const group = {
  ...typed<aws.rds.SubnetGroupArgs>("aws:rds/subnetGroup:SubnetGroup", { subnetIds: ["subnet-1"] }),
  dependencies: { subnetIds: ["subnet"] },
};
const vpc = given("vpc", "aws:ec2/vpc:Vpc");
const gateway = given("gateway", "aws:ec2/internetGateway:InternetGateway", { vpcId: ["vpc"] });
const nat = given("nat", "aws:ec2/natGateway:NatGateway");
const subnet = given("subnet", "aws:ec2/subnet:Subnet", { vpcId: ["vpc"] });
const table = given(
  "table",
  "aws:ec2/routeTable:RouteTable",
  { vpcId: ["vpc"], routes: ["nat"] },
  { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: UNKNOWN, gatewayId: UNKNOWN }] },
);
const association = given("association", "aws:ec2/routeTableAssociation:RouteTableAssociation", {
  subnetId: ["subnet"],
  routeTableId: ["table"],
});
const route = (table: string, facts: Partial<Given> = {}): Given => ({
  ...given("route", "aws:ec2/route:Route", { routeTableId: [table], gatewayId: ["gateway"] }),
  ...facts,
});
const found = { path: "subnetIds", message: "found subnet, which has a route to an internet gateway" };
const main = "a subnet that follows the main table of its VPC";

describeRule(rule, {
  baselines: {
    "a private subnet": [group, vpc, gateway, nat, subnet, table, association],
    [main]: [
      group,
      vpc,
      gateway,
      subnet,
      given(
        "main",
        "aws:ec2/defaultRouteTable:DefaultRouteTable",
        { defaultRouteTableId: ["vpc"] },
        { routes: UNKNOWN },
      ),
    ],
    "subnets that are managed elsewhere": [{ ...group, dependencies: {} }],
  },
  mutations: [
    {
      name: "a table with a route to the internet",
      change: state({ dependencies: { routes: ["nat", "gateway"] } }, "table"),
      ...found,
    },
    { name: "a route of its own to the internet", change: add(route("table")), ...found },
    {
      name: "a gateway that is managed elsewhere",
      change: add(route("table", { properties: { gatewayId: "igw-1" }, dependencies: { routeTableId: ["table"] } })),
      ...found,
    },
    { name: "such a gateway in a table", change: set("routes[0].gatewayId", "igw-1", "table"), ...found },
    {
      name: "a main table that is open",
      of: main,
      change: state({ dependencies: { defaultRouteTableId: ["vpc"], routes: ["gateway"] } }, "main"),
      ...found,
    },
    { name: "a route of the main table by the VPC", of: main, change: add(route("vpc")), ...found },
    {
      name: "another main table that is open",
      of: main,
      change: all(
        add({ ...table, dependencies: { routes: ["gateway"] } }),
        add(
          given("makes main", "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", {
            vpcId: ["vpc"],
            routeTableId: ["table"],
          }),
        ),
      ),
      ...found,
    },
  ],
  allowed: [
    { name: "subnets of the stack whose ids are not known yet", change: set("subnetIds", UNKNOWN) },
    { name: "a route of another table", change: all(add({ ...table, name: "other" }), add(route("other"))) },
    {
      name: "a route to a gateway of another kind",
      change: add(
        route("table", {
          properties: { gatewayId: UNKNOWN },
          dependencies: { routeTableId: ["table"], gatewayId: ["nat"] },
        }),
      ),
    },
    {
      name: "a main table that is replaced by a private one",
      of: main,
      change: all(
        state({ dependencies: { defaultRouteTableId: ["vpc"], routes: ["gateway"] } }, "main"),
        add({ ...table, dependencies: {} }),
        add(
          given("makes main", "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", {
            vpcId: ["vpc"],
            routeTableId: ["table"],
          }),
        ),
      ),
    },
  ],
  unknown: [
    {
      name: "subnets that are not known yet and come from nowhere",
      of: "subnets that are managed elsewhere",
      change: set("subnetIds", UNKNOWN),
    },
  ],
});
