import { databases, familyOf, type Family } from "../../../lib/aws/rds";
import { groupProperty, parameterGroupOf, parameterIn } from "../../../lib/aws/rds-parameters";
import { defineRule } from "../../../lib/rule";

const POSTGRES: readonly (Family | undefined)[] = ["postgres", "aurora-postgresql"];

/** The parameters, and which values of each write to the log. */
const PARAMETERS: Readonly<Record<string, (value: string) => boolean>> = {
  log_statement: (value) => ["ddl", "mod", "all"].includes(value),
  log_min_duration_statement: (value) => value !== "" && Number(value) >= 0,
};

export default defineRule({
  id: "aws-rds-query-logging",
  title: "PostgreSQL logs changes of its tables and slow queries",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV2_AWS_27", "CKV2_AWS_30"],
  fields: ["ParameterGroup parameters[]", "ClusterParameterGroup parameters[]"],
  why: "PostgreSQL logs no statements by default, so nothing tells who dropped a table or what made it slow.",
  fix: "Use a parameter group of your own that sets log_statement to ddl or more and log_min_duration_statement to 0 or more.",
  appliesTo: databases,
  checkStack(stack, check) {
    check.each(stack.where(databases), (database) => {
      if (!POSTGRES.includes(familyOf(database))) return;
      const group = parameterGroupOf(stack, database);
      if (group === "elsewhere") return;
      check.each(Object.entries(PARAMETERS), ([name, logs]) => {
        const value = group === "default" ? undefined : parameterIn(group, name);
        if (value !== undefined && logs(value)) return;
        check.violation(database, {
          at: groupProperty(database),
          found: `${name} ${value ?? "not set"} in its parameter group`,
          wanted: `${name} set so that statements are logged`,
        });
      });
    });
  },
});
