import { engineOf, isSecondary, replicationGroups } from "../../../lib/aws/elasticache";
import { isNotOff, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-elasticache-at-rest",
  title: "Replication groups encrypt what they store",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_29", "FSBP ElastiCache.4", "AWS-0045"],
  fields: ["ReplicationGroup atRestEncryptionEnabled", "engine"],
  why: "Snapshots and the data that a node writes to its disk are readable to whoever gets hold of them. It cannot be turned on later without a new group.",
  fix: "Set atRestEncryptionEnabled to true; an existing group is replaced by that, so restore its snapshot in the new one.",
  appliesTo: replicationGroups,
  check(group, check) {
    if (isSecondary(group)) return;
    const node = group.at("atRestEncryptionEnabled");
    // Valkey encrypts unless it is told not to.
    const isDefault = !node.exists && engineOf(group) === "valkey";
    check.expect(node, isDefault ? isNotOff : isOn, "true");
  },
});
