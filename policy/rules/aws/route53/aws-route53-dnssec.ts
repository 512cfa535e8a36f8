import { isPublicZone, zones } from "../../../lib/aws/route53";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const signings = types("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec");

export default defineRule({
  id: "aws-route53-dnssec",
  title: "Public zones are signed",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV2_AWS_38"],
  fields: ["Zone vpcs", "HostedZoneDnsSec hostedZoneId, signingStatus"],
  why: "Without signatures a resolver cannot tell a forged answer, which leads users and certificate authorities elsewhere.",
  fix: "Add a KeySigningKey and a HostedZoneDnsSec for the zone, and give its DS record to the parent zone.",
  appliesTo: zones,
  checkStack(stack, check) {
    check.each(stack.where(zones), (zone) => {
      if (!isPublicZone(zone)) return;
      const found = stack.joined(zone, signings, "hostedZoneId");
      if (found.length === 0)
        check.violation(zone, { at: "zoneId", found: "no HostedZoneDnsSec of the zone", wanted: "one that signs" });
      check.each(found, (signing) => {
        check.expect(signing, signing.at("signingStatus"), (value) => value !== "NOT_SIGNING", "SIGNING or not set");
      });
    });
  },
});
