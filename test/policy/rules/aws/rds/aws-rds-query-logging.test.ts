import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-query-logging";
import { add, all, remove, set, state } from "../../../support/changes";
import { goodCluster, goodInstance } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const path = "parameterGroupName";
const instance = { ...goodInstance(), dependencies: { parameterGroupName: ["group"] } };
const group = {
  ...typed<aws.rds.ParameterGroupArgs>("aws:rds/parameterGroup:ParameterGroup", {
    family: "postgres16",
    parameters: [
      { name: "log_statement", value: "ddl" },
      { name: "log_min_duration_statement", value: "1000" },
    ],
  }),
  name: "group",
};
const cluster = {
  ...goodCluster(),
  properties: { ...goodCluster().properties, engine: "aurora-postgresql" },
  dependencies: { dbClusterParameterGroupName: ["group"] },
};
const clusterGroup = { ...group, type: "aws:rds/clusterParameterGroup:ClusterParameterGroup" };
const other = {
  ...goodCluster(),
  properties: { ...goodCluster().properties, dbClusterParameterGroupName: "default.aurora-mysql8.0" },
};
const alone = state({ dependencies: {} });

describeRule(rule, {
  baselines: {
    "an instance": [instance, group],
    "a cluster": [cluster, clusterGroup],
    "another engine": [other],
  },
  mutations: [
    {
      name: "no statements",
      change: remove("parameters[0]", "group"),
      path,
      message: "found log_statement not set in its parameter group, wanted log_statement set",
    },
    {
      name: "statements switched off",
      change: set("parameters[0].value", "none", "group"),
      path,
      message: "log_statement none",
    },
    {
      name: "no slow queries",
      change: remove("parameters[1]", "group"),
      path,
      message: "log_min_duration_statement not set",
    },
    { name: "slow queries switched off", change: set("parameters[1].value", "-1", "group"), path },
    {
      name: "a cluster that logs nothing",
      of: "a cluster",
      change: remove("parameters", "group"),
      path: "dbClusterParameterGroupName",
    },
    { name: "the group of the engine", change: all(alone, set(path, "default.postgres16")), path },
    { name: "no group", change: all(alone, remove(path)), path },
    {
      name: "no group in a preview, where the engine's own is not known yet",
      change: all(alone, set(path, UNKNOWN)),
      path,
    },
    {
      name: "no slow queries where the other value is not known yet",
      change: all(set("parameters[0].value", UNKNOWN, "group"), set("parameters[1].value", "-1", "group")),
      path,
      message: "log_min_duration_statement -1",
    },
  ],
  allowed: [
    {
      name: "every query",
      change: all(set("parameters[0].value", "all", "group"), set("parameters[1].value", 0, "group")),
    },
    { name: "changes of tables and rows", change: set("parameters[0].value", "mod", "group") },
    { name: "a group that is managed elsewhere", change: all(alone, set(path, "shared")) },
  ],
  unknown: [
    { name: "a value that is not known yet", change: set("parameters[0].value", UNKNOWN, "group") },
    { name: "parameters that are not known yet", change: set("parameters", UNKNOWN, "group") },
    {
      name: "a group that comes from something else",
      change: all(
        add({ name: "other", type: "pulumi:pulumi:StackReference", properties: {} }),
        set(path, UNKNOWN),
        state({ dependencies: { [path]: ["other"] } }),
      ),
      path,
    },
  ],
});
