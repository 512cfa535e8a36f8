import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const snapshots = types("aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot");
const copies = types("aws:rds/snapshotCopy:SnapshotCopy", "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy");

export default defineRule({
  id: "aws-rds-snapshots-private",
  title: "Snapshots of databases are encrypted and not public",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_146", "CKV_AWS_266", "CKV_AWS_302", "FSBP RDS.1", "FSBP RDS.4"],
  fields: ["sharedAccounts[]", "kmsKeyId"],
  why: "A public snapshot can be restored by everybody with an AWS account, with all of its data.",
  fix: "Name the accounts in sharedAccounts instead of all, and set kmsKeyId of a copy. A snapshot is encrypted when its database is.",
  appliesTo: (type) => snapshots(type) || copies(type),
  check(resource, check) {
    check.each(resource.at("sharedAccounts").items(), (account) => {
      check.expect(account, (value) => value !== "all", "the id of an account");
    });
    if (copies(resource.type)) check.expect(resource.at("kmsKeyId"), isFilled, "a key");
  },
});
