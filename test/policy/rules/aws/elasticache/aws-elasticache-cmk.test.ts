import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-cmk";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodReplicationGroup, goodServerlessCache } from "../../../support/elasticache";

describeRule(rule, {
  baselines: { "a replication group": [goodReplicationGroup()], "a serverless cache": [goodServerlessCache()] },
  mutations: [
    { name: "the service's key", change: remove("kmsKeyId") },
    { name: "an empty key", change: set("kmsKeyId", "") },
    { name: "a serverless cache with the service's key", of: "a serverless cache", change: remove("kmsKeyId") },
  ],
  unknown: [{ name: "an unknown key", change: set("kmsKeyId", UNKNOWN) }],
});
