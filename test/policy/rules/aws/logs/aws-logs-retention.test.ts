import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/logs/aws-logs-retention";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { describeLeftAlone } from "../../../support/leaves-alone";
import { typed } from "../../../support/typed";

const ACCEPTED = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const dev = { minimumDays: 7, maximumDays: 30 };

describeRule(rule, {
  baselines: {
    "a log group": [typed<aws.cloudwatch.LogGroupArgs>("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 365 })],
  },
  mutations: [
    { name: "logs for ever", change: remove("retentionInDays"), message: "found not set, wanted 365 to 3653 days" },
    { name: "logs for ever in a number", change: set("retentionInDays", 0) },
    { name: "less than a year", change: set("retentionInDays", 180) },
    { name: "a year in dev", change: set("retentionInDays", 400), parameters: dev },
    { name: "a day in dev", change: set("retentionInDays", 1), parameters: dev },
  ],
  allowed: [
    { name: "ten years", change: set("retentionInDays", 3653) },
    { name: "a week in dev", change: set("retentionInDays", 7), parameters: dev },
    { name: "a month in dev", change: set("retentionInDays", 30), parameters: dev },
    {
      name: "logs that are only passed on",
      change: all(remove("retentionInDays"), set("logGroupClass", "DELIVERY")),
    },
  ],
  unknown: [
    { name: "an unknown time", change: set("retentionInDays", UNKNOWN) },
    { name: "an unknown class", change: set("logGroupClass", UNKNOWN) },
  ],
  remediated: [
    { name: "logs for ever", change: remove("retentionInDays"), set: { retentionInDays: 365 } },
    { name: "logs for ever in dev", change: remove("retentionInDays"), parameters: dev, set: { retentionInDays: 7 } },
    ...ACCEPTED.map((days) => ({
      name: `logs for ever where ${days} days are wanted`,
      change: remove("retentionInDays"),
      parameters: { minimumDays: days, maximumDays: days },
      set: { retentionInDays: days },
    })),
    {
      name: "logs for ever where AWS has no such number",
      change: remove("retentionInDays"),
      parameters: { minimumDays: 200 },
      set: { retentionInDays: 365 },
    },
  ],
});

describeLeftAlone(rule, {
  "logs that are only passed on": {
    type: "aws:cloudwatch/logGroup:LogGroup",
    properties: { logGroupClass: "DELIVERY" },
  },
});
describeLeftAlone(
  rule,
  { "logs for a time that AWS does not know": { type: "aws:cloudwatch/logGroup:LogGroup", properties: {} } },
  { minimumDays: 31, maximumDays: 59 },
);
