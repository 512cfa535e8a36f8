import { CLUSTER, isPersistent, REPLICATION_GROUP } from "../../../lib/aws/elasticache";
import { lackedBy } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-elasticache-logs",
  title: "Caches log their slow commands",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["logDeliveryConfigurations[].logType"],
  why: "One command that walks all keys stops every client of the cache; only the slow log tells which it was.",
  fix: "Add slow-log to logDeliveryConfigurations.",
  appliesTo: types(REPLICATION_GROUP, CLUSTER),
  check(cache, check) {
    if (!isPersistent(cache)) return;
    const list = cache.at("logDeliveryConfigurations");
    if (lackedBy(list, ["slow-log"], (one) => one.at("logType")).length > 0)
      check.violation({ at: list, wanted: "one with logType slow-log" });
  },
});
