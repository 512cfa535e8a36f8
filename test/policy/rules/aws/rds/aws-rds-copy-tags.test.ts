import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-copy-tags";
import { remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "nothing said", change: remove("copyTagsToSnapshot"), message: "found not set, wanted true" },
    { name: "false", change: set("copyTagsToSnapshot", false) },
    { name: "nothing said of a cluster", of: "a cluster", change: remove("copyTagsToSnapshot") },
  ],
  allowed: [{ name: "true as a string", change: set("copyTagsToSnapshot", "true") }],
  unknown: [{ name: "a value that is not known yet", change: set("copyTagsToSnapshot", UNKNOWN) }],
  ignored: [{ type: "aws:docdb/cluster:Cluster", properties: {} }],
  remediated: [
    { name: "an instance", change: remove("copyTagsToSnapshot"), set: { copyTagsToSnapshot: true } },
    { name: "a cluster", of: "a cluster", change: remove("copyTagsToSnapshot"), set: { copyTagsToSnapshot: true } },
  ],
});
