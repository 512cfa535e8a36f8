import { zones } from "../../../lib/aws/route53";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-route53-no-force-destroy",
  title: "Zones are not deleted as long as they have records",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["Zone forceDestroy"],
  why: "forceDestroy deletes records that other programs made, and a new zone gets other name servers.",
  fix: "Remove forceDestroy, whose default is false.",
  appliesTo: zones,
  check(zone, check) {
    check.expect(zone.at("forceDestroy"), isNotOn, "false or not set");
  },
});
