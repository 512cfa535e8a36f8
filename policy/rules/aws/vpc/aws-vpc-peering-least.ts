import { isOpen } from "../../../lib/aws/network";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const ROUTE = "aws:ec2/route:Route";

export default defineRule({
  id: "aws-vpc-peering-least",
  title: "A peering connection carries only the traffic for its peer",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_44", "CIS AWS 5.6/6.6"],
  fields: ["vpcPeeringConnectionId", "destinationCidrBlock", "destinationIpv6CidrBlock", "routes[]"],
  why: "A route for everything sends traffic to a peer that is not meant for it, and widens what each side reaches.",
  fix: "Route only the address ranges of the peer, or of its subnets that are needed, to the connection.",
  appliesTo: types(ROUTE, "aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"),
  check(resource, check) {
    const isRoute = resource.type === ROUTE;
    const families = isRoute ? ["destinationCidrBlock", "destinationIpv6CidrBlock"] : ["cidrBlock", "ipv6CidrBlock"];
    check.each(isRoute ? [resource.properties] : resource.at("routes").items(), (route) => {
      // A connection that the same update makes has no id yet, but it is one. Tables write "" for none.
      const connection = route.at("vpcPeeringConnectionId");
      if (!connection.exists || connection.value === "") return;
      check.each(families, (family) => {
        const range = route.at(family);
        if (isOpen(range.text())) check.violation({ at: range, wanted: "the address range of the peer" });
      });
    });
  },
});
