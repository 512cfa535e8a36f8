import { isPublicZone, zones } from "../../../lib/aws/route53";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const logs = types("aws:route53/queryLog:QueryLog");

export default defineRule({
  id: "aws-route53-query-logs",
  title: "Public zones log the queries they answer",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV2_AWS_39", "FSBP Route53.2"],
  fields: ["Zone vpcs", "QueryLog zoneId"],
  why: "Query logs show names that are asked for and do not exist, which is how attacks and mistakes begin.",
  fix: "Add a QueryLog with the zone's zoneId and a log group in us-east-1.",
  appliesTo: zones,
  checkStack(stack, check) {
    check.each(stack.where(zones), (zone) => {
      if (stack.joined(zone, logs, "zoneId").length > 0 || !isPublicZone(zone)) return;
      check.violation(zone, { at: "zoneId", found: "no QueryLog of the zone", wanted: "one" });
    });
  },
});
