import { databases, familyOf, isServerless, type Family } from "../../../lib/aws/rds";
import { lackedBy } from "../../../lib/aws/values";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const LOGS: Readonly<Record<Family, readonly string[]>> = {
  "aurora-mysql": ["audit", "error", "slowquery"],
  "aurora-postgresql": ["postgresql"],
  db2: ["diag.log", "notify.log"],
  mariadb: ["audit", "error", "slowquery"],
  mysql: ["audit", "error", "slowquery"],
  oracle: ["alert", "audit", "listener", "trace"],
  postgres: ["postgresql", "upgrade"],
  sqlserver: ["agent", "error"],
};

export default defineRule({
  id: "aws-rds-log-exports",
  title: "Logs of databases are kept outside of them",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: [
    "CKV_AWS_129",
    "CKV_AWS_324",
    "CKV_AWS_325",
    "FSBP RDS.9",
    "FSBP RDS.34",
    "FSBP RDS.36",
    "FSBP RDS.37",
    "FSBP RDS.40",
    "FSBP RDS.42",
  ],
  fields: ["enabledCloudwatchLogsExports", "engine"],
  why: "On the database's own disk logs are overwritten after days, and gone with it; CloudWatch keeps them and can alarm.",
  fix: "List the logs of the engine in enabledCloudwatchLogsExports.",
  appliesTo: databases,
  check(database, check) {
    const node = database.at("enabledCloudwatchLogsExports");
    const missing = lackedBy(node, logsOf(database));
    if (missing.length > 0) check.violation({ at: node, wanted: `also ${missing.join(", ")}` });
  },
  remediate(database, remedy) {
    const logs = logsOf(database);
    if (logs.length > 0) remedy.setIfAbsent(database.at("enabledCloudwatchLogsExports"), [...logs]);
  },
});

/** The logs that matter of a database's engine; none where they are not exported, or always. */
function logsOf(database: Resource): readonly string[] {
  const family = familyOf(database);
  if (family === undefined || isServerless(database)) return [];
  // The free edition has no agent.
  return database.at("engine").text() === "sqlserver-ex" ? ["error"] : LOGS[family];
}
