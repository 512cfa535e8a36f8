import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-logging";
import { add, all, remove, set, type Given } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

const source = (distribution: string): Given => ({
  name: "source",
  type: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
  properties: { logType: "ACCESS_LOGS" },
  dependencies: { resourceArn: [distribution] },
});

describeRule(rule, {
  baselines: {
    "a distribution that logs into a bucket": [goodDistribution()],
    "a distribution whose logs CloudWatch delivers": [goodMultitenantDistribution(), source("web")],
  },
  mutations: [
    { name: "no logs", change: remove("loggingConfig"), path: "loggingConfig.bucket" },
    { name: "no bucket", change: set("loggingConfig.bucket", "") },
    {
      name: "other logs",
      of: "a distribution whose logs CloudWatch delivers",
      change: set("logType", "CONNECTION_LOGS", "source"),
      path: "loggingConfig.bucket",
    },
    {
      name: "logs of another distribution",
      change: all(remove("loggingConfig"), add({ ...goodDistribution(), name: "other" }), add(source("other"))),
      path: "loggingConfig.bucket",
    },
    {
      name: "no logs beside an unknown bucket of another",
      change: all(
        remove("loggingConfig"),
        add({ ...goodDistribution(), name: "other" }),
        set("loggingConfig.bucket", UNKNOWN, "other"),
      ),
      path: "loggingConfig.bucket",
    },
  ],
  allowed: [
    {
      name: "logs that CloudWatch delivers beside an unknown bucket",
      change: all(set("loggingConfig.bucket", UNKNOWN), add(source("web"))),
    },
    {
      name: "logs that CloudWatch delivers beside unknown ones",
      of: "a distribution whose logs CloudWatch delivers",
      change: all(set("logType", UNKNOWN, "source"), add({ ...source("web"), name: "second" })),
    },
    {
      name: "a bucket beside unknown logs",
      change: all(add(source("web")), set("logType", UNKNOWN, "source")),
    },
  ],
  unknown: [
    { name: "an unknown bucket", change: set("loggingConfig.bucket", UNKNOWN) },
    {
      name: "unknown logs",
      of: "a distribution whose logs CloudWatch delivers",
      change: set("logType", UNKNOWN, "source"),
    },
  ],
});
