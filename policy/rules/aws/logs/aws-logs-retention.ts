import { atLeast } from "../../../lib/aws/values";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

/** The numbers of days that CloudWatch accepts. */
const ACCEPTED = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Whether a log group only passes logs on; CloudWatch keeps those for two days, whatever is set. */
const isPassing = (group: Resource): boolean => group.at("logGroupClass").text() === "DELIVERY";

export default defineRule<{ minimumDays: number; maximumDays: number }>({
  id: "aws-logs-retention",
  title: "Logs are kept as long as they may be needed, and no longer",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_66", "CKV_AWS_338"],
  fields: ["retentionInDays", "logGroupClass"],
  why: "Attacks are found months later, so the logs of production must reach back; without a number they are kept and paid for ever.",
  fix: "Set retentionInDays to a number of days between the parameters minimumDays and maximumDays.",
  appliesTo: types("aws:cloudwatch/logGroup:LogGroup"),
  parameters: {
    minimumDays: {
      type: "integer",
      minimum: 1,
      description:
        "For how many days logs must be kept at least; remediation sets the first number from here on that AWS accepts.",
      default: 365,
    },
    maximumDays: {
      type: "integer",
      minimum: 1,
      description: "For how many days logs may be kept at most; 30 is enough for dev.",
      default: 3653,
    },
  },
  check(group, check) {
    const { minimumDays, maximumDays } = check.parameters;
    if (isPassing(group)) return;
    const isEnough = atLeast(minimumDays);
    check.expect(
      group.at("retentionInDays"),
      (value) => isEnough(value) && Number(value) <= maximumDays,
      `${minimumDays} to ${maximumDays} days`,
    );
  },
  remediate(group, remedy) {
    const { minimumDays, maximumDays } = remedy.parameters;
    const days = ACCEPTED.find((one) => one >= minimumDays && one <= maximumDays);
    if (days !== undefined && !isPassing(group)) remedy.setIfAbsent(group.at("retentionInDays"), days);
  },
});
