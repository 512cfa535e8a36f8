import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-deletion-protection";
import { remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "nothing said", change: remove("deletionProtection"), message: "found not set, wanted true" },
    { name: "false", change: set("deletionProtection", false) },
    { name: "nothing said of a cluster", of: "a cluster", change: remove("deletionProtection") },
  ],
  allowed: [{ name: "true as a string", change: set("deletionProtection", "true") }],
  unknown: [{ name: "a value that is not known yet", change: set("deletionProtection", UNKNOWN) }],
  ignored: [{ type: "aws:docdb/cluster:Cluster", properties: {} }],
  remediated: [
    { name: "an instance", change: remove("deletionProtection"), set: { deletionProtection: true } },
    { name: "a cluster", of: "a cluster", change: remove("deletionProtection"), set: { deletionProtection: true } },
  ],
});
