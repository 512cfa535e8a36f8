import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-engine-version";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

const version = (engine: string, engineVersion: string) =>
  all(set("engine", engine), set("engineVersion", engineVersion));
const path = "engineVersion";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "no version", change: remove(path), message: "found not set, wanted a version" },
    { name: "no version of a cluster", of: "a cluster", change: remove(path) },
    { name: "no engine", change: remove("engine") },
    { name: "an empty version", change: set(path, "") },
    ...Object.entries({
      postgres: "16",
      mysql: "8.0",
      mariadb: "10.11",
      "aurora-mysql": "8.0",
      "aurora-postgresql": "16",
      "sqlserver-se": "16.00",
      "oracle-ee": "19",
    }).map(([engine, major]) => ({
      name: `${engine} without a minor version`,
      change: version(engine, major),
      path,
      message: "wanted a version with its minor part",
    })),
    { name: "an old version without a minor one", change: version("postgres", "9.6"), path },
    {
      name: "half of a major version",
      change: version("mysql", "8"),
      path,
      message: "wanted a version with its major part",
      parameters: { precision: "major" },
    },
    {
      name: "an empty version of an engine whose first number will do",
      change: version("oracle-ee", ""),
      path,
      parameters: { precision: "major" },
    },
    ...["9.6.21", "10.16", "11.11", "12.6", "13.2"].map((old) => ({
      name: `PostgreSQL ${old}, which shows files of its server`,
      change: version("postgres", old),
      path,
      message: /wanted postgres [\d.]+ or later/,
    })),
    ...["10.13", "11.8"].map((old) => ({
      name: `Aurora ${old}, which shows files of its server`,
      change: version("aurora-postgresql", old),
      path,
    })),
    {
      name: "a version that the parameter refuses",
      change: version("mysql", "8.0.31"),
      path,
      message: "wanted mysql 8.0.32 or later",
      parameters: { fixed: ["mysql 8.0.32"] },
    },
    { name: "no version where the engine is not known yet", change: all(remove(path), set("engine", UNKNOWN)) },
  ],
  allowed: [
    { name: "a version of an engine of one's own", change: version("custom-oracle-ee", "19.shop1") },
    { name: "a version of Oracle", change: version("oracle-ee", "19.0") },
    { name: "the first fixed version", change: set(path, "13.3") },
    { name: "the major version where that will do", change: set(path, "16"), parameters: { precision: "major" } },
    { name: "the latest of a major version", change: set(path, "13"), parameters: { precision: "major" } },
    { name: "an old version that is no longer refused", change: set(path, "13.2"), parameters: { fixed: [] } },
    {
      name: "the same version of another engine",
      change: version("mysql", "8.0.31"),
      parameters: { fixed: ["mariadb 8.0.32"] },
    },
    {
      name: "another major version that begins with the same number",
      change: version("mysql", "8.4.3"),
      parameters: { fixed: ["mysql 8.0.32"] },
    },
    {
      name: "a replica, which has the version of its source",
      change: all(remove("engine"), remove(path), set("replicateSourceDb", "shop")),
    },
  ],
  unknown: [
    { name: "a version that is not known yet", change: set(path, UNKNOWN) },
    { name: "an engine that is not known yet", change: set("engine", UNKNOWN) },
  ],
});
