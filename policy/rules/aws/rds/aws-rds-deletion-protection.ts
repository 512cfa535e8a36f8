import { databases } from "../../../lib/aws/rds";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-deletion-protection",
  title: "Databases are protected against deletion",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_139", "CKV_AWS_293", "FSBP RDS.7", "FSBP RDS.8", "AWS-0177", "AWS-0343"],
  fields: ["deletionProtection"],
  why: "A changed name or a property that replaces the resource would delete the database with all of its data.",
  fix: "Set deletionProtection to true.",
  appliesTo: databases,
  check(database, check) {
    check.expect(database.at("deletionProtection"), isOn, "true");
  },
  remediate(database, remedy) {
    remedy.setIfAbsent(database.at("deletionProtection"), true);
  },
});
