import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-failover";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodReplicationGroup } from "../../../support/elasticache";
import { describeLeftAlone } from "../../../support/leaves-alone";

const sharded = (replicasPerNodeGroup: number) =>
  all(remove("numCacheClusters"), set("numNodeGroups", 2), set("replicasPerNodeGroup", replicasPerNodeGroup));
const stated = (...counts: unknown[]) =>
  all(
    remove("numCacheClusters"),
    set("numNodeGroups", counts.length),
    set(
      "nodeGroupConfigurations",
      counts.map((replicaCount) => ({ replicaCount })),
    ),
  );

describeRule(rule, {
  baselines: { "a replication group": [goodReplicationGroup()] },
  mutations: [
    { name: "no failover", change: remove("automaticFailoverEnabled") },
    { name: "failover that is off", change: set("automaticFailoverEnabled", false) },
    { name: "one zone", change: remove("multiAzEnabled") },
    { name: "several zones that are off", change: set("multiAzEnabled", false) },
    { name: "one node", change: set("numCacheClusters", 1), message: "found 1, wanted a replica of every node" },
    { name: "no number of nodes, which means one", change: remove("numCacheClusters"), path: "numCacheClusters" },
    { name: "shards without replicas", change: sharded(0), path: "replicasPerNodeGroup" },
    { name: "one shard of several without a replica", change: stated(1, 0), path: "nodeGroupConfigurations" },
    {
      name: "failover that is off beside an unknown number of nodes",
      change: all(set("automaticFailoverEnabled", false), set("numCacheClusters", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "shards with replicas", change: sharded(1) },
    { name: "shards that state their replicas", change: stated(1, 2) },
  ],
  unknown: [
    { name: "unknown failover", change: set("automaticFailoverEnabled", UNKNOWN) },
    { name: "unknown zones", change: set("multiAzEnabled", UNKNOWN) },
    { name: "an unknown number of nodes", change: set("numCacheClusters", UNKNOWN) },
    {
      name: "unknown shards",
      change: all(remove("numCacheClusters"), set("nodeGroupConfigurations", UNKNOWN)),
      path: "nodeGroupConfigurations",
    },
  ],
  remediated: [
    {
      name: "replicas that nobody would use",
      change: all(remove("automaticFailoverEnabled"), remove("multiAzEnabled")),
      set: { automaticFailoverEnabled: true, multiAzEnabled: true },
    },
  ],
});

describeLeftAlone(rule, {
  "a group without replicas, for which AWS refuses failover": {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    properties: { numCacheClusters: 1 },
  },
});
