import { databases, familyOf, type Family } from "../../../lib/aws/rds";
import { groupProperty, parameterGroupOf, parameterIn } from "../../../lib/aws/rds-parameters";
import { defineRule } from "../../../lib/rule";

/** The parameter of each family that refuses connections without TLS. */
const PARAMETERS: Readonly<Partial<Record<Family, string>>> = {
  "aurora-mysql": "require_secure_transport",
  "aurora-postgresql": "rds.force_ssl",
  mariadb: "require_secure_transport",
  mysql: "require_secure_transport",
  postgres: "rds.force_ssl",
  sqlserver: "rds.force_ssl",
};

/** The versions from which on it is set by default. */
const BY_DEFAULT: Readonly<Partial<Record<Family, readonly [major: number, minor: number]>>> = {
  "aurora-mysql": [8, 4],
  "aurora-postgresql": [17, 0],
  mariadb: [11, 8],
  mysql: [9, 7],
  postgres: [15, 0],
};

export default defineRule({
  id: "aws-rds-tls-required",
  title: "Databases refuse connections without TLS",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_69", "FSBP RDS.41", "FSBP RDS.44"],
  fields: ["ParameterGroup parameters[]", "ClusterParameterGroup parameters[]", "engine", "engineVersion"],
  why: "Most clients go on without encryption when they may, and send passwords and data in the clear.",
  fix: "Use a parameter group of your own that sets rds.force_ssl to 1 (PostgreSQL, SQL Server) or require_secure_transport to 1 (MySQL, MariaDB).",
  appliesTo: databases,
  checkStack(stack, check) {
    check.each(stack.where(databases), (database) => {
      const family = familyOf(database);
      const name = family && PARAMETERS[family];
      if (name === undefined) return;
      const group = parameterGroupOf(stack, database);
      if (group === "elsewhere") return;
      const value = group === "default" ? undefined : parameterIn(group, name);
      const version = () => (group === "default" ? database.at("engineVersion") : group.at("family")).text();
      if (value === undefined ? isRequiredByDefault(family, version) : isRequired(value)) return;
      check.violation(database, {
        at: groupProperty(database),
        found: `${name} ${value ?? "not set"} in its parameter group`,
        wanted: `${name} 1`,
      });
    });
  },
});

function isRequired(value: string): boolean {
  return ["1", "on", "true"].includes(value.toLowerCase());
}

function isRequiredByDefault(family: Family | undefined, version: () => string | undefined): boolean {
  const since = family && BY_DEFAULT[family];
  if (since === undefined) return false;
  const [, major, minor = 0] = /(\d+)(?:\.(\d+))?/.exec(version() ?? "") ?? [];
  return Number(major) > since[0] || (Number(major) === since[0] && Number(minor) >= since[1]);
}
