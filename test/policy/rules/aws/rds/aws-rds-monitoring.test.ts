import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-monitoring";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases, goodMember } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: { ...goodDatabases(), "an instance of a cluster": [goodMember()] },
  mutations: [
    { name: "no monitoring", change: remove("monitoringInterval"), message: "found not set, wanted one of 1, 5, 10" },
    { name: "monitoring switched off", change: set("monitoringInterval", 0) },
    { name: "what is neither number nor text", change: set("monitoringInterval", { toString: null }) },
    { name: "an interval that RDS does not have", change: set("monitoringInterval", 7) },
    {
      name: "no performance data",
      change: remove("performanceInsightsEnabled"),
      message: "found not set, wanted true",
    },
    {
      name: "no performance data of a member",
      of: "an instance of a cluster",
      change: set("performanceInsightsEnabled", false),
    },
    {
      name: "a cluster that makes its instances itself",
      of: "a cluster",
      change: all(set("dbClusterInstanceClass", "db.m6gd.large"), set("performanceInsightsEnabled", true)),
      path: "monitoringInterval",
    },
    {
      name: "no performance data where the interval is not known yet",
      change: all(remove("performanceInsightsEnabled"), set("monitoringInterval", UNKNOWN)),
    },
  ],
  allowed: [1, 5, 10, 15, 30].map((seconds) => ({
    name: `an interval of ${seconds} s`,
    change: set("monitoringInterval", seconds),
  })),
  unknown: [{ name: "an interval that is not known yet", change: set("monitoringInterval", UNKNOWN) }],
});
