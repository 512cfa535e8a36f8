import { caches, isPersistent } from "../../../lib/aws/elasticache";
import { atLeast } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ minimumDays: number }>({
  id: "aws-elasticache-backup",
  title: "Caches that keep data have backups",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_134", "FSBP ElastiCache.1", "AWS-0050"],
  fields: ["snapshotRetentionLimit", "engine"],
  why: "Snapshots are the only way back after a wrong FLUSHALL or a lost group.",
  fix: "Set snapshotRetentionLimit to the number of days, at least the parameter minimumDays.",
  appliesTo: caches,
  parameters: {
    minimumDays: {
      type: "integer",
      minimum: 1,
      maximum: 35,
      description: "For how many days snapshots must be kept at least; of a serverless cache, how many there must be.",
      default: 7,
    },
  },
  check(cache, check) {
    if (!isPersistent(cache)) return;
    const { minimumDays } = check.parameters;
    check.expect(cache.at("snapshotRetentionLimit"), atLeast(minimumDays), `at least ${minimumDays}`);
  },
  remediate(cache, remedy) {
    if (isPersistent(cache)) remedy.setIfAbsent(cache.at("snapshotRetentionLimit"), remedy.parameters.minimumDays);
  },
});
