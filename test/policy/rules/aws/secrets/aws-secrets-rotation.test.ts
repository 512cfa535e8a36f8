import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/secrets/aws-secrets-rotation";
import { add, all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const secret = typed<aws.secretsmanager.SecretArgs>("aws:secretsmanager/secret:Secret", { name: "shop/database" });
const rotation = typed<aws.secretsmanager.SecretRotationArgs>(
  "aws:secretsmanager/secretRotation:SecretRotation",
  { secretId: "arn", rotationLambdaArn: "arn", rotationRules: { automaticallyAfterDays: 90 } },
  { name: "rotation", dependencies: { secretId: ["web"] } },
);
const schedule = (scheduleExpression: string) => set("rotationRules", { scheduleExpression }, "rotation");
const resource = "rotation";

describeRule(rule, {
  baselines: { "a secret that is rotated": [secret, rotation] },
  mutations: [
    { name: "no rotation", change: without("rotation"), path: "arn", message: "found no SecretRotation" },
    {
      name: "the rotation of another secret",
      change: add({ ...secret, name: "other" }),
      path: "arn",
      resource: "other",
    },
    { name: "rotation that is off", change: set("rotationEnabled", false, resource), resource },
    {
      name: "too many days",
      change: set("rotationRules.automaticallyAfterDays", 91, resource),
      path: "rotationRules",
      resource,
      message: "wanted every 90 days or more often",
    },
    {
      name: "more days than asked for",
      change: set("rotationRules.automaticallyAfterDays", 31, resource),
      path: "rotationRules",
      resource,
      parameters: { maximumDays: 30 },
    },
    { name: "no days", change: remove("rotationRules", resource), resource },
    { name: "a rate that is too slow", change: schedule("rate(91 days)"), path: "rotationRules", resource },
    { name: "every third month", change: schedule("cron(0 8 1 1/3 ? *)"), path: "rotationRules", resource },
    { name: "one month of the year", change: schedule("cron(0 8 1 6 ? *)"), path: "rotationRules", resource },
    { name: "one year", change: schedule("cron(0 8 1 * ? 2027)"), path: "rotationRules", resource },
    { name: "nonsense", change: schedule("now and then"), path: "rotationRules", resource },
    {
      name: "rotation that is off beside unknown days",
      change: all(set("rotationEnabled", false, resource), set("rotationRules", UNKNOWN, resource)),
      resource,
    },
  ],
  allowed: [
    { name: "no word about the switch, which AWS turns on", change: set("rotationEnabled", UNKNOWN, resource) },
    { name: "a rate in days", change: schedule("rate(30 days)") },
    { name: "a rate in hours", change: schedule("rate(1000 hours)") },
    { name: "every month", change: schedule("cron(0 8 1 * ? *)") },
    { name: "every other month", change: schedule("cron(0 8 1 */2 ? *)") },
    {
      name: "more days where that is allowed",
      change: set("rotationRules.automaticallyAfterDays", 180, resource),
      parameters: { maximumDays: 180 },
    },
  ],
  unknown: [
    { name: "unknown days", change: set("rotationRules.automaticallyAfterDays", UNKNOWN, resource) },
    {
      name: "an unknown switch",
      change: all(
        set("rotationEnabled", UNKNOWN, resource),
        state({ dependencies: { secretId: ["web"], rotationEnabled: ["web"] } }, resource),
      ),
    },
  ],
});
