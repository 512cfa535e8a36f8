import { subnets, vpcs } from "../../../lib/aws/vpc";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types, type Stack } from "../../../lib/stack";

const gateways = types("aws:ec2/natGateway:NatGateway");

export default defineRule<{ zones: number; gatewayPerZone: boolean }>({
  id: "aws-vpc-multi-az",
  title: "The private subnets of a VPC span several zones, each with its own way out",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own", "CKV2_AWS_35"],
  fields: ["Subnet availabilityZone", "Subnet availabilityZoneId", "Subnet mapPublicIpOnLaunch", "NatGateway subnetId"],
  why: "What is in one zone is gone with the zone; and a zone whose only way out leads through another is gone with that one.",
  fix: "Add private subnets in other zones, and a NatGateway in a public subnet of each zone.",
  appliesTo: vpcs,
  parameters: {
    zones: { type: "integer", minimum: 1, maximum: 6, description: "How many zones there must be.", default: 3 },
    gatewayPerZone: {
      type: "boolean",
      description: "Whether each zone needs a NAT gateway of its own, where the VPC has any.",
      default: true,
    },
  },
  checkStack(stack, check) {
    const { zones: wanted, gatewayPerZone } = check.parameters;
    check.each(stack.where(vpcs), (vpc) => {
      const all = stack.joined(vpc, subnets, "vpcId");
      const inside = all.filter((subnet) => !subnet.at("mapPublicIpOnLaunch").isTrue());
      if (inside.length === 0) return;
      check.each([inside], () => {
        const zones = zonesOf(inside);
        if (zones.size < wanted)
          check.violation(vpc, {
            at: "id",
            found: `private subnets in ${[...zones].join(", ") || "no known zone"}`,
            wanted: `${wanted} zones`,
          });
      });
      if (!gatewayPerZone || hasRegionalGateway(stack, vpc)) return;
      const withGateway = all.filter((subnet) => stack.joined(subnet, gateways, "subnetId").some(isPublic));
      if (withGateway.length === 0) return;
      const served = zonesOf(withGateway);
      const cut = [...zonesOf(inside)].filter((zone) => !served.has(zone));
      if (cut.length > 0)
        check.violation(vpc, { at: "id", found: `no NAT gateway in ${cut.join(", ")}`, wanted: "one in each zone" });
    });
  },
});

/** @throws Undecided when the zone of one of them is not known yet. */
function zonesOf(places: readonly Resource[]): Set<string> {
  return new Set(
    places.flatMap((subnet) => {
      const [name, id] = [subnet.at("availabilityZone"), subnet.at("availabilityZoneId")];
      // AWS tells the name of a zone that was chosen by its id only after the update.
      return (name.isUnknown && !id.isUnknown ? id.text() : undefined) ?? name.text() ?? id.text() ?? [];
    }),
  );
}

function isPublic(gateway: Resource): boolean {
  return gateway.at("connectivityType").text() !== "private";
}

/** A gateway that AWS keeps in all zones by itself. */
function hasRegionalGateway(stack: Stack, vpc: Resource): boolean {
  return stack.joined(vpc, gateways, "vpcId").some((one) => one.at("availabilityMode").text() === "regional");
}
