import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-admin-and-port";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const guessed = "admin administrator awsuser dbadmin master mysql oracle postgres root sa sysadmin user";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    ...guessed.split(" ").map((name) => ({
      name: `${name} as administrator`,
      change: set("username", name),
    })),
    { name: "any case", change: set("username", "Admin"), message: 'found "Admin", wanted a name of your own' },
    { name: "the usual administrator of a cluster", of: "a cluster", change: set("masterUsername", "admin") },
    { name: "the usual port", change: set("port", 5432), message: "found 5432, wanted another than 5432" },
    { name: "no port", change: remove("port"), message: "found not set" },
    { name: "the usual port of a cluster", of: "a cluster", change: set("port", "3306") },
    ...Object.entries({ "oracle-ee": 1521, "sqlserver-web": 1433, mariadb: 3306, "db2-ae": 50000 }).map(
      ([engine, port]) => ({
        name: `the usual port of ${engine}`,
        change: all(set("engine", engine), set("port", port)),
        path: "port",
      }),
    ),
    {
      name: "the usual port where the name is not known yet",
      change: all(set("port", 5432), set("username", UNKNOWN)),
    },
    {
      name: "the usual name where the engine is not known yet",
      change: all(set("username", "root"), set("engine", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "a port that is neither number nor text", change: set("port", { toString: null }) },
    { name: "the port of another engine", change: set("port", 3306) },
    {
      name: "a replica, which has the name and port of its source",
      change: all(remove("username"), remove("port"), set("replicateSourceDb", "shop")),
    },
  ],
  unknown: [
    { name: "a port that is not known yet", change: set("port", UNKNOWN) },
    { name: "a name that is not known yet", change: set("username", UNKNOWN) },
  ],
});
