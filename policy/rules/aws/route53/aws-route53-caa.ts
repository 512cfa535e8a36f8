import { any } from "../../../lib/any";
import { isPublicZone, records, zones } from "../../../lib/aws/route53";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-route53-caa",
  title: "Public zones say which authorities may issue certificates for them",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["Zone vpcs", "Record zoneId, type"],
  why: "Without a CAA record every authority of the world may issue a certificate, also the one that is easiest to deceive.",
  fix: "Add a Record of type CAA at the top of the zone that names your authorities, such as amazon.com.",
  appliesTo: zones,
  checkStack(stack, check) {
    check.each(stack.where(zones), (zone) => {
      if (!isPublicZone(zone)) return;
      const hasOne = any(stack.joined(zone, records, "zoneId"), (record) => record.at("type").text() === "CAA");
      if (!hasOne) check.violation(zone, { at: "zoneId", found: "no CAA record in the zone", wanted: "one" });
    });
  },
});
