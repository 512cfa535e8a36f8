import { servers } from "../../../lib/aws/rds";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-not-public",
  title: "No database has a public address",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_17", "FSBP RDS.2", "AWS-0180", "CIS AWS v5 2.2.3", "CIS AWS v6 3.2.3"],
  fields: ["publiclyAccessible"],
  why: "With a public address only the security group is between the database and everybody who guesses passwords.",
  fix: "Remove publiclyAccessible, and reach the database from within the VPC.",
  appliesTo: servers,
  check(resource, check) {
    check.expect(resource.at("publiclyAccessible"), isNotOn, "false or not set");
  },
});
