import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-snapshots-private";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const accounts = ["111122223333"];
const key = "arn:aws:kms:eu-central-1:111122223333:key/web";

describeRule(rule, {
  baselines: {
    "a copy": [
      typed<aws.rds.SnapshotCopyArgs>("aws:rds/snapshotCopy:SnapshotCopy", {
        sourceDbSnapshotIdentifier: "shop",
        targetDbSnapshotIdentifier: "shop-copy",
        sharedAccounts: accounts,
        kmsKeyId: key,
      }),
    ],
    "a copy of a cluster": [
      typed<aws.rds.ClusterSnapshotCopyArgs>("aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy", {
        sourceDbClusterSnapshotIdentifier: "shop",
        targetDbClusterSnapshotIdentifier: "shop-copy",
        kmsKeyId: key,
      }),
    ],
    "a snapshot": [
      typed<aws.rds.SnapshotArgs>("aws:rds/snapshot:Snapshot", {
        dbInstanceIdentifier: "shop",
        dbSnapshotIdentifier: "shop-1",
        sharedAccounts: accounts,
      }),
    ],
    "a snapshot of a cluster": [
      typed<aws.rds.ClusterSnapshotArgs>("aws:rds/clusterSnapshot:ClusterSnapshot", {
        dbClusterIdentifier: "shop",
        dbClusterSnapshotIdentifier: "shop-1",
      }),
    ],
  },
  mutations: [
    ...["a copy", "a copy of a cluster", "a snapshot", "a snapshot of a cluster"].map((of) => ({
      name: `${of} for everybody`,
      of,
      change: set("sharedAccounts[0]", "all"),
      message: 'found "all", wanted the id of an account',
    })),
    { name: "a copy without a key", change: remove("kmsKeyId"), message: "found not set, wanted a key" },
    { name: "a copy of a cluster without a key", of: "a copy of a cluster", change: remove("kmsKeyId") },
    {
      name: "everybody beside an account that is not known yet",
      change: all(set("sharedAccounts[0]", UNKNOWN), set("sharedAccounts[1]", "all")),
      path: "sharedAccounts[1]",
    },
  ],
  allowed: [{ name: "nobody else", change: remove("sharedAccounts") }],
  unknown: [
    { name: "an account that is not known yet", change: set("sharedAccounts[0]", UNKNOWN) },
    { name: "a key that is not known yet", change: set("kmsKeyId", UNKNOWN) },
  ],
});
