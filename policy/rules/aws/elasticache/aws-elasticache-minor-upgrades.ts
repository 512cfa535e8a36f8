import { CLUSTER, REPLICATION_GROUP } from "../../../lib/aws/elasticache";
import { isNotOff } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-elasticache-minor-upgrades",
  title: "Caches take the minor versions of their engine by themselves",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_322", "FSBP ElastiCache.2"],
  fields: ["autoMinorVersionUpgrade"],
  why: "Minor versions bring the engine's security fixes, in the maintenance window of the cache.",
  fix: "Remove autoMinorVersionUpgrade, whose default is true.",
  appliesTo: types(REPLICATION_GROUP, CLUSTER),
  check(cache, check) {
    check.expect(cache.at("autoMinorVersionUpgrade"), isNotOff, "true or not set");
  },
});
