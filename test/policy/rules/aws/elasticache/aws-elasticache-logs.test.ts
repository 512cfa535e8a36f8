import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-logs";
import { remove, set, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMember, goodMemcached, goodReplicationGroup } from "../../../support/elasticache";

const singleRedis: Given = {
  type: "aws:elasticache/cluster:Cluster",
  properties: { engine: "redis", logDeliveryConfigurations: [{ logType: "engine-log" }, { logType: "slow-log" }] },
};

describeRule(rule, {
  baselines: {
    "a replication group": [goodReplicationGroup()],
    "a single Redis cluster": [singleRedis],
    "memcached, which has no such log": [goodMemcached()],
    "a member of a replication group": [goodMember()],
  },
  mutations: [
    { name: "no logs", change: remove("logDeliveryConfigurations") },
    {
      name: "only the log of the engine",
      change: set("logDeliveryConfigurations[0].logType", "engine-log"),
      path: "logDeliveryConfigurations",
    },
    { name: "a single cluster without", of: "a single Redis cluster", change: remove("logDeliveryConfigurations") },
  ],
  allowed: [
    {
      name: "the slow log beside one that is not known yet",
      of: "a single Redis cluster",
      change: set("logDeliveryConfigurations[0].logType", UNKNOWN),
    },
  ],
  unknown: [
    { name: "unknown logs", change: set("logDeliveryConfigurations", UNKNOWN) },
    { name: "an unknown log", change: set("logDeliveryConfigurations[0].logType", UNKNOWN) },
  ],
});
