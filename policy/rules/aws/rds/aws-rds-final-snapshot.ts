import { databases, isReplica } from "../../../lib/aws/rds";
import { isFilled, isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-final-snapshot",
  title: "A snapshot is taken before a database is deleted",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["skipFinalSnapshot", "finalSnapshotIdentifier"],
  why: "Backups that RDS makes by itself go with the database; only a snapshot of one's own stays.",
  fix: "Remove skipFinalSnapshot, and set finalSnapshotIdentifier to the name of the snapshot.",
  appliesTo: databases,
  check(database, check) {
    // RDS takes no final snapshot of a replica.
    if (isReplica(database)) return;
    check.expect(database.at("skipFinalSnapshot"), isNotOn, "false or not set");
    check.expect(database.at("finalSnapshotIdentifier"), isFilled, "a name for the snapshot");
  },
});
