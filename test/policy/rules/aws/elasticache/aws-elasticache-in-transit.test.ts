import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-in-transit";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMember, goodMemcached, goodReplicationGroup, goodServerlessCache } from "../../../support/elasticache";

describeRule(rule, {
  baselines: {
    "a replication group": [goodReplicationGroup()],
    memcached: [goodMemcached()],
    "a serverless cache, which cannot do without": [goodServerlessCache()],
    "a member of a replication group": [goodMember()],
  },
  mutations: [
    {
      name: "a group without TLS",
      change: set("transitEncryptionEnabled", false),
      message: "Fix: Set transitEncryptionEnabled to true",
    },
    { name: "a group without a word about it", change: remove("transitEncryptionEnabled") },
    { name: "TLS that clients may leave out", change: set("transitEncryptionMode", "preferred") },
    {
      name: "a mode that is wrong beside an unknown switch",
      change: all(set("transitEncryptionMode", "preferred"), set("transitEncryptionEnabled", UNKNOWN)),
    },
    { name: "memcached without TLS", of: "memcached", change: remove("transitEncryptionEnabled") },
    ...["redis", "valkey"].map((engine) => ({
      name: `a single node of ${engine}, which has no TLS whatever it says`,
      of: "memcached",
      change: set("engine", engine),
      path: "transitEncryptionEnabled",
      message: "Fix: Use a ReplicationGroup",
    })),
  ],
  allowed: [
    { name: "no mode", change: remove("transitEncryptionMode") },
    {
      name: "the copy in another region, which has it from the first",
      change: all(remove("transitEncryptionEnabled"), set("globalReplicationGroupId", "global")),
    },
  ],
  unknown: [
    { name: "an unknown switch", change: set("transitEncryptionEnabled", UNKNOWN) },
    { name: "an unknown mode", change: set("transitEncryptionMode", UNKNOWN) },
  ],
});
