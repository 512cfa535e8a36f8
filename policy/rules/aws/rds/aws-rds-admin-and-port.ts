import { clusters, databases, familyOf, isDerived, type Family } from "../../../lib/aws/rds";
import { asNumber } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

const USUAL_NAMES: readonly string[] = [
  "admin",
  "administrator",
  "awsuser",
  "dbadmin",
  "master",
  "mysql",
  "oracle",
  "postgres",
  "root",
  "sa",
  "sysadmin",
  "user",
];

const USUAL_PORTS: Readonly<Record<Family, number>> = {
  "aurora-mysql": 3306,
  "aurora-postgresql": 5432,
  db2: 50000,
  mariadb: 3306,
  mysql: 3306,
  oracle: 1521,
  postgres: 5432,
  sqlserver: 1433,
};

export default defineRule({
  id: "aws-rds-admin-and-port",
  title: "Databases have an administrator and a port of their own",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["FSBP RDS.23", "FSBP RDS.24", "FSBP RDS.25"],
  fields: ["username", "masterUsername", "port", "engine"],
  why: "Programs that guess passwords try the usual names at the usual ports first, and often only these.",
  fix: "Set port and the administrator's name to others than the usual ones when the database is made.",
  appliesTo: databases,
  check(database, check) {
    const name = database.at(clusters(database.type) ? "masterUsername" : "username");
    const isUsual = (value: unknown) => typeof value === "string" && USUAL_NAMES.includes(value.toLowerCase());
    check.expect(name, (value) => !isUsual(value), "a name of your own");
    const family = familyOf(database);
    // What comes from another database also has its port.
    if (family === undefined || (isDerived(database) && !database.at("port").exists)) return;
    const usual = USUAL_PORTS[family];
    check.expect(
      database.at("port"),
      (value) => value !== undefined && asNumber(value) !== usual,
      `another than ${usual}`,
    );
  },
});
