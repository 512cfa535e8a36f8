import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-backup-retention";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const field = "backupRetentionPeriod";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "no backups", change: remove(field), message: "found not set, wanted 7 to 35 days" },
    { name: "backups of a cluster that are kept for a day", of: "a cluster", change: remove(field) },
    { name: "no backups where one day will do", change: remove(field), parameters: { days: 1 } },
    { name: "backups that are kept for less", change: set(field, 6) },
    { name: "more days than RDS keeps them", change: set(field, 36) },
    { name: "what is not a number", change: set(field, "long") },
    { name: "what is neither number nor text", change: set(field, { toString: null }) },
    {
      name: "less than the parameter wants",
      change: set(field, 20),
      parameters: { days: 30 },
      message: "wanted 30 to 35 days",
    },
  ],
  allowed: [
    { name: "days as a string", change: set(field, "7") },
    { name: "as many days as RDS keeps them", change: set(field, 35) },
    { name: "one day where that will do", change: set(field, 1), parameters: { days: 1 } },
    {
      name: "a cluster that says nothing where one day will do",
      of: "a cluster",
      change: remove(field),
      parameters: { days: 1 },
    },
    { name: "a replica", change: all(remove(field), set("replicateSourceDb", "shop")) },
  ],
  unknown: [{ name: "a period that is not known yet", change: set(field, UNKNOWN) }],
  remediated: [
    { name: "an instance", change: remove(field), set: { [field]: 7 } },
    {
      name: "a cluster, by the parameter",
      of: "a cluster",
      change: remove(field),
      parameters: { days: 30 },
      set: { [field]: 30 },
    },
  ],
  spared: [{ name: "a replica", change: all(remove(field), set("replicateSourceDb", "shop")) }],
});
