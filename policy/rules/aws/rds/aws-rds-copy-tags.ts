import { databases } from "../../../lib/aws/rds";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-copy-tags",
  title: "Snapshots have the tags of their database",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_60", "CKV_AWS_313", "FSBP RDS.16", "FSBP RDS.17", "FSBP RDS.47", "FSBP RDS.48"],
  fields: ["copyTagsToSnapshot"],
  why: "Without tags nobody knows whose a snapshot is, who may read it and who pays for it.",
  fix: "Set copyTagsToSnapshot to true.",
  // Instances of a cluster have no snapshots of their own.
  appliesTo: databases,
  check(database, check) {
    check.expect(database.at("copyTagsToSnapshot"), isOn, "true");
  },
  remediate(database, remedy) {
    remedy.setIfAbsent(database.at("copyTagsToSnapshot"), true);
  },
});
