import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-log-exports";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const field = "enabledCloudwatchLogsExports";
const none = remove(field);
const wanted: Record<string, string[]> = {
  "aurora-postgresql": ["postgresql"],
  mariadb: ["audit", "error", "slowquery"],
  mysql: ["audit", "error", "slowquery"],
  "oracle-se2": ["alert", "audit", "listener", "trace"],
  "sqlserver-se": ["agent", "error"],
  "sqlserver-ex": ["error"],
  "db2-se": ["diag.log", "notify.log"],
};

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "no logs", change: none, message: "found not set, wanted also postgresql, upgrade" },
    { name: "some of the logs", change: set(field, ["upgrade"]), message: "wanted also postgresql" },
    {
      name: "some of the logs of a cluster",
      of: "a cluster",
      change: set(field, ["error", "audit"]),
      message: "wanted also slowquery",
    },
    ...Object.entries(wanted).map(([engine, logs]) => ({
      name: `no logs of ${engine}`,
      change: all(set("engine", engine), none),
      path: field,
      message: `wanted also ${logs.join(", ")}.`,
    })),
  ],
  allowed: [
    { name: "all logs beside one that is not known yet", change: set(field, [UNKNOWN, "postgresql", "upgrade"]) },
    { name: "more logs", of: "a cluster", change: set(field, ["general", "audit", "slowquery", "error"]) },
    { name: "an engine that exports none", change: all(set("engine", "custom-oracle-ee"), none) },
    {
      name: "a cluster without servers of its own",
      of: "a cluster",
      change: all(set("engineMode", "serverless"), none),
    },
  ],
  unknown: [
    { name: "logs that are not known yet", change: set(field, UNKNOWN) },
    { name: "a log that is not known yet", change: set(field, ["upgrade", UNKNOWN]), path: `${field}[1]` },
    { name: "an engine that is not known yet", change: all(set("engine", UNKNOWN), none) },
  ],
  remediated: [
    { name: "an instance", change: none, set: { [field]: ["postgresql", "upgrade"] } },
    { name: "a cluster", of: "a cluster", change: none, set: { [field]: ["audit", "error", "slowquery"] } },
  ],
  spared: [{ name: "an engine that exports none", change: all(set("engine", "custom-oracle-ee"), none) }],
});
