import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-backup";
import { all, remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMember, goodMemcached, goodReplicationGroup, goodServerlessCache } from "../../../support/elasticache";
import { describeLeftAlone } from "../../../support/leaves-alone";

const singleRedis: Given = {
  type: "aws:elasticache/cluster:Cluster",
  properties: { engine: "redis", snapshotRetentionLimit: 7 },
};

describeRule(rule, {
  baselines: {
    "a replication group": [goodReplicationGroup()],
    "a serverless cache": [goodServerlessCache()],
    "a single Redis cluster": [singleRedis],
    "memcached, which keeps nothing": [goodMemcached()],
    "a member of a replication group": [goodMember()],
  },
  mutations: [
    { name: "no backups", change: remove("snapshotRetentionLimit") },
    { name: "backups that are off", change: set("snapshotRetentionLimit", 0) },
    { name: "too few days", change: set("snapshotRetentionLimit", 6), message: "found 6, wanted at least 7" },
    { name: "fewer days than asked for", change: set("snapshotRetentionLimit", 8), parameters: { minimumDays: 9 } },
    { name: "a serverless cache without", of: "a serverless cache", change: remove("snapshotRetentionLimit") },
    { name: "a single Redis cluster without", of: "a single Redis cluster", change: remove("snapshotRetentionLimit") },
  ],
  allowed: [
    { name: "more days", change: set("snapshotRetentionLimit", 35) },
    { name: "days as text", change: set("snapshotRetentionLimit", "7") },
    { name: "as few days as asked for", change: set("snapshotRetentionLimit", 1), parameters: { minimumDays: 1 } },
    {
      name: "serverless memcached, which keeps nothing",
      of: "a serverless cache",
      change: all(set("engine", "memcached"), remove("snapshotRetentionLimit")),
    },
  ],
  unknown: [{ name: "unknown days", change: set("snapshotRetentionLimit", UNKNOWN) }],
  remediated: [
    { name: "no backups", change: remove("snapshotRetentionLimit"), set: { snapshotRetentionLimit: 7 } },
    {
      name: "no backups where one day is enough",
      change: remove("snapshotRetentionLimit"),
      parameters: { minimumDays: 1 },
      set: { snapshotRetentionLimit: 1 },
    },
  ],
});

describeLeftAlone(rule, {
  "memcached, which has no snapshots": goodMemcached(),
  "a member, whose group has them": goodMember(),
});
