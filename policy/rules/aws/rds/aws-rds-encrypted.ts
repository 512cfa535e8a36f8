import { clusters, databases, isReplica, isServerless } from "../../../lib/aws/rds";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-rds-encrypted",
  title: "Databases are encrypted",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_AWS_16",
    "CKV_AWS_96",
    "CKV_AWS_140",
    "FSBP RDS.3",
    "FSBP RDS.27",
    "AWS-0079",
    "AWS-0080",
    "CIS AWS v5 2.2.1",
    "CIS AWS v6 3.2.1",
  ],
  fields: ["storageEncrypted"],
  why: "Encryption covers disks, backups, snapshots and replicas, and cannot be switched on later without a new database.",
  fix: "Set storageEncrypted to true before the database is made; an existing one must be restored from an encrypted copy of its snapshot.",
  appliesTo: databases,
  check(database, check) {
    // A replica of an instance is what its source is.
    if (!clusters(database.type) && isReplica(database)) return;
    const node = database.at("storageEncrypted");
    if (!node.exists && isServerless(database)) return;
    check.expect(node, isOn, "true");
  },
});
