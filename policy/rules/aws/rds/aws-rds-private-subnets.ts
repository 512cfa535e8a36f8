import { leadsToInternet } from "../../../lib/aws/routes";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const subnetGroups = types("aws:rds/subnetGroup:SubnetGroup");

export default defineRule({
  id: "aws-rds-private-subnets",
  title: "Databases are in private subnets",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["FSBP RDS.46"],
  fields: ["SubnetGroup subnetIds", "RouteTableAssociation", "RouteTable routes[]", "Route gatewayId"],
  why: "In a subnet with a route to the internet, one wrong flag or firewall rule is enough to publish the database.",
  fix: "Use subnets whose route table has no route to an internet gateway.",
  appliesTo: subnetGroups,
  checkStack(stack, check) {
    check.each(stack.where(subnetGroups), (group) => {
      const sources = group.dependsOn("subnetIds");
      if (sources.length === 0) group.at("subnetIds").strings();
      for (const urn of sources) {
        const subnet = stack.get(urn);
        if (!subnet || !leadsToInternet(stack, subnet)) continue;
        check.violation(group, {
          at: "subnetIds",
          found: `${subnet.name}, which has a route to an internet gateway`,
          wanted: "subnets without such a route",
        });
      }
    });
  },
});
