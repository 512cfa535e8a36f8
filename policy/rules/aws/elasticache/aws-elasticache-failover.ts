import { hasReplicas, replicationGroups } from "../../../lib/aws/elasticache";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-elasticache-failover",
  title: "Replication groups survive the loss of a node and of a zone",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV2_AWS_50", "FSBP ElastiCache.3"],
  fields: [
    "ReplicationGroup automaticFailoverEnabled",
    "multiAzEnabled",
    "numCacheClusters",
    "replicasPerNodeGroup",
    "nodeGroupConfigurations[].replicaCount",
  ],
  why: "Without a replica in another zone that takes over by itself, the cache is gone with its only node.",
  fix: "Set automaticFailoverEnabled and multiAzEnabled to true, and numCacheClusters to 2 or more, or replicasPerNodeGroup to 1 or more.",
  appliesTo: replicationGroups,
  check(group, check) {
    check.expect(group.at("automaticFailoverEnabled"), isOn, "true");
    check.expect(group.at("multiAzEnabled"), isOn, "true");
    if (hasReplicas(group)) return;
    const place = ["replicasPerNodeGroup", "nodeGroupConfigurations"].find((name) => group.at(name).exists);
    check.violation({
      at: group.at(place ?? "numCacheClusters"),
      wanted: "a replica of every node",
    });
  },
  // Replicas cost money, so they are asked for, not added; without them the two switches are refused.
  remediate(group, remedy) {
    if (!hasReplicas(group)) return;
    remedy.setIfAbsent(group.at("automaticFailoverEnabled"), true);
    remedy.setIfAbsent(group.at("multiAzEnabled"), true);
  },
});
