import { databases, familyOf, isServerless, type Family } from "../../../lib/aws/rds";
import { isOn } from "../../../lib/aws/values";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const ABLE: readonly (Family | undefined)[] = ["mysql", "mariadb", "postgres", "aurora-mysql", "aurora-postgresql"];

export default defineRule({
  id: "aws-rds-iam-auth",
  title: "Programs can log in to databases with their role",
  severity: "medium",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_161", "CKV_AWS_162", "FSBP RDS.10", "FSBP RDS.12", "AWS-0176"],
  fields: ["iamDatabaseAuthenticationEnabled", "engine"],
  why: "A token of a role is valid for minutes; a password is valid until somebody changes it everywhere.",
  fix: "Set iamDatabaseAuthenticationEnabled to true, and let programs log in with a token.",
  appliesTo: databases,
  check(database, check) {
    if (isAble(database)) check.expect(database.at("iamDatabaseAuthenticationEnabled"), isOn, "true");
  },
  remediate(database, remedy) {
    if (isAble(database)) remedy.setIfAbsent(database.at("iamDatabaseAuthenticationEnabled"), true);
  },
});

function isAble(database: Resource): boolean {
  return ABLE.includes(familyOf(database)) && !isServerless(database);
}
