import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/vpc/aws-vpc-peering-least";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const routes = [
  { cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1", vpcPeeringConnectionId: "" },
  { cidrBlock: "10.1.0.0/16", vpcPeeringConnectionId: "pcx-1" },
];

describeRule(rule, {
  baselines: {
    "a route": [
      typed<aws.ec2.RouteArgs>("aws:ec2/route:Route", {
        routeTableId: "rtb-1",
        destinationCidrBlock: "10.1.0.0/16",
        vpcPeeringConnectionId: "pcx-1",
      }),
    ],
    "a table": [typed<aws.ec2.RouteTableArgs>("aws:ec2/routeTable:RouteTable", { vpcId: "vpc-1", routes })],
    "a default table": [
      typed<aws.ec2.DefaultRouteTableArgs>("aws:ec2/defaultRouteTable:DefaultRouteTable", {
        defaultRouteTableId: "rtb-1",
        routes,
      }),
    ],
  },
  mutations: [
    {
      name: "everything",
      change: set("destinationCidrBlock", "0.0.0.0/0"),
      message: "wanted the address range of the peer",
    },
    { name: "one half of everything", change: set("destinationCidrBlock", "128.0.0.0/1") },
    { name: "all of IPv6", change: set("destinationIpv6CidrBlock", "::/0") },
    {
      name: "everything over a connection that is not known yet",
      change: all(set("destinationCidrBlock", "0.0.0.0/0"), set("vpcPeeringConnectionId", UNKNOWN)),
    },
    { name: "everything in a table", of: "a table", change: set("routes[1].cidrBlock", "0.0.0.0/0") },
    { name: "all of IPv6 in a table", of: "a table", change: set("routes[1].ipv6CidrBlock", "::/0") },
    { name: "everything in a default table", of: "a default table", change: set("routes[1].cidrBlock", "0.0.0.0/0") },
    {
      name: "everything beside a route that is not known yet",
      of: "a table",
      change: all(set("routes[1].cidrBlock", "0.0.0.0/0"), set("routes[0]", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "everything to another target",
      change: all(
        set("destinationCidrBlock", "0.0.0.0/0"),
        remove("vpcPeeringConnectionId"),
        set("gatewayId", "igw-1"),
      ),
    },
  ],
  unknown: [
    { name: "an unknown range", change: set("destinationCidrBlock", UNKNOWN) },
    { name: "unknown routes", of: "a table", change: set("routes", UNKNOWN) },
  ],
});
