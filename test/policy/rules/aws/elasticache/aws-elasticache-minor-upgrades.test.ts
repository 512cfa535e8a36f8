import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/elasticache/aws-elasticache-minor-upgrades";
import { set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodMemcached, goodReplicationGroup } from "../../../support/elasticache";

describeRule(rule, {
  baselines: { "a replication group": [goodReplicationGroup()], "a cluster": [goodMemcached()] },
  mutations: [
    { name: "a group that stays behind", change: set("autoMinorVersionUpgrade", false) },
    { name: "a cluster that stays behind", of: "a cluster", change: set("autoMinorVersionUpgrade", "false") },
  ],
  allowed: [{ name: "upgrades that are asked for", change: set("autoMinorVersionUpgrade", true) }],
  unknown: [{ name: "an unknown switch", change: set("autoMinorVersionUpgrade", UNKNOWN) }],
});
