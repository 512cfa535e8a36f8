import { clusterInstances, databases } from "../../../lib/aws/rds";
import { isNotOff } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-minor-upgrades",
  title: "Databases get minor upgrades by themselves",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_226", "FSBP RDS.13", "FSBP RDS.35", "CIS AWS v5 2.2.2", "CIS AWS v6 3.2.2"],
  fields: ["autoMinorVersionUpgrade"],
  why: "Minor versions are where security fixes come from, and nobody installs them by hand in time.",
  fix: "Remove autoMinorVersionUpgrade, which is true by default.",
  appliesTo: (type) => databases(type) || clusterInstances(type),
  check(resource, check) {
    check.expect(resource.at("autoMinorVersionUpgrade"), isNotOff, "true or not set");
  },
});
