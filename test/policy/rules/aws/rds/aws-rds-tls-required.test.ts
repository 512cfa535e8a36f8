import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-tls-required";
import { all, remove, set, state } from "../../../support/changes";
import { goodCluster, goodInstance } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const path = "parameterGroupName";
const group = (family: string, name: string) => ({
  ...typed<aws.rds.ParameterGroupArgs>("aws:rds/parameterGroup:ParameterGroup", {
    family,
    parameters: [{ name, value: "1" }],
  }),
  name: "group",
});
const instance = (engine: string, engineVersion: string) => ({
  ...goodInstance(),
  properties: { ...goodInstance().properties, engine, engineVersion },
  dependencies: { parameterGroupName: ["group"] },
});
const cluster = { ...goodCluster(), dependencies: { dbClusterParameterGroupName: ["group"] } };
const clusterGroup = {
  ...group("aurora-mysql8.0", "require_secure_transport"),
  type: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
};
const alone = state({ dependencies: {} });
const unset = remove("parameters", "group");
const old = "an old PostgreSQL";

describeRule(rule, {
  baselines: {
    "a PostgreSQL": [instance("postgres", "16.4"), group("postgres16", "rds.force_ssl")],
    [old]: [instance("postgres", "14.12"), group("postgres14", "rds.force_ssl")],
    "a MariaDB": [instance("mariadb", "10.11.8"), group("mariadb10.11", "require_secure_transport")],
    "a MySQL": [instance("mysql", "8.0.39"), group("mysql8.0", "require_secure_transport")],
    "an SQL Server": [instance("sqlserver-se", "16.00.4120.1.v1"), group("sqlserver-se-16.0", "rds.force_ssl")],
    "a cluster": [cluster, clusterGroup],
    "an Oracle, which has no such parameter": [goodInstance()].map((one) => ({
      ...one,
      properties: { ...one.properties, engine: "oracle-ee", parameterGroupName: "default.oracle-ee-19" },
    })),
  },
  mutations: [
    {
      name: "a parameter that is switched off",
      change: set("parameters[0].value", "0", "group"),
      path,
      message: "found rds.force_ssl 0 in its parameter group, wanted rds.force_ssl 1",
    },
    ...["a MariaDB", "a MySQL", "an SQL Server", old].map((of) => ({
      name: `${of} without the parameter`,
      of,
      change: unset,
      path,
    })),
    {
      name: "a cluster without the parameter",
      of: "a cluster",
      change: unset,
      path: "dbClusterParameterGroupName",
      message: "require_secure_transport not set",
    },
    ...[
      { of: "a MariaDB", family: "mariadb11.4" },
      { of: "a MariaDB", family: "mariadb10.11" },
      { of: "a MySQL", family: "mysql8.4" },
    ].map(({ of, family }) => ({
      name: `a group of ${family} without the parameter`,
      of,
      change: all(unset, set("family", family, "group")),
      path,
    })),
    {
      name: "the last Aurora PostgreSQL that does not do so by default",
      of: "a cluster",
      change: all(set("engine", "aurora-postgresql"), unset, set("family", "aurora-postgresql16", "group")),
      path: "dbClusterParameterGroupName",
    },
    { name: "the group of an old engine", of: old, change: all(alone, set(path, "default.postgres14")), path },
    { name: "no group", of: "a MySQL", change: all(alone, set(path, UNKNOWN)), path },
  ],
  allowed: [
    { name: "a new PostgreSQL, which does so by default", change: unset },
    { name: "one with the group of its engine", change: all(alone, set(path, "default.postgres16")) },
    {
      name: "the first version that does so by default",
      change: all(alone, set(path, "default.postgres15"), set("engineVersion", "15.8")),
    },
    ...[
      { of: "a MariaDB", family: "mariadb11.8", version: "11.8.3" },
      { of: "a MariaDB", family: "mariadb12.3", version: "12.3.1" },
      { of: "a MySQL", family: "mysql9.7", version: "9.7.0" },
    ].flatMap(({ of, family, version }) => [
      { name: `a group of ${family}`, of, change: all(unset, set("family", family, "group")) },
      {
        name: `version ${version} with the group of its engine`,
        of,
        change: all(alone, set(path, `default.${family}`), set("engineVersion", version)),
      },
    ]),
    {
      name: "a group of a new Aurora MySQL",
      of: "a cluster",
      change: all(unset, set("family", "aurora-mysql8.4", "group")),
    },
    {
      name: "a group of a new Aurora PostgreSQL",
      of: "a cluster",
      change: all(set("engine", "aurora-postgresql"), unset, set("family", "aurora-postgresql17", "group")),
    },
    {
      name: "a group of a new PostgreSQL, whichever version of it runs",
      change: all(unset, set("engineVersion", UNKNOWN)),
    },
    { name: "true", of: "a cluster", change: set("parameters[0].value", "true", "group") },
    { name: "ON", of: "a cluster", change: set("parameters[0].value", "ON", "group") },
    { name: "a group that is managed elsewhere", of: "a MySQL", change: all(alone, set(path, "shared")) },
  ],
  unknown: [
    { name: "a value that is not known yet", change: set("parameters[0].value", UNKNOWN, "group") },
    { name: "an engine that is not known yet", change: set("engine", UNKNOWN) },
    {
      name: "a version that is not known yet",
      change: all(set("engineVersion", UNKNOWN), alone, set(path, "default.postgres16")),
    },
  ],
});
