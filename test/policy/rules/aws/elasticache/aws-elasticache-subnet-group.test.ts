import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-subnet-group";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMember, goodMemcached, goodReplicationGroup, goodServerlessCache } from "../../../support/elasticache";

describeRule(rule, {
  baselines: {
    "a replication group": [goodReplicationGroup()],
    memcached: [goodMemcached()],
    "a serverless cache": [goodServerlessCache()],
    "a member of a replication group": [goodMember()],
  },
  mutations: [
    { name: "no subnet group", change: remove("subnetGroupName") },
    { name: "the default one", change: set("subnetGroupName", "default") },
    { name: "an empty name", change: set("subnetGroupName", "") },
    { name: "memcached without one", of: "memcached", change: remove("subnetGroupName") },
    { name: "a serverless cache without subnets", of: "a serverless cache", change: remove("subnetIds") },
    { name: "an empty list of subnets", of: "a serverless cache", change: set("subnetIds", []) },
  ],
  unknown: [
    { name: "an unknown subnet group", change: set("subnetGroupName", UNKNOWN) },
    { name: "unknown subnets", of: "a serverless cache", change: set("subnetIds", UNKNOWN) },
  ],
});
