import { any } from "../../../lib/any";
import { distributions } from "../../../lib/aws/cloudfront";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const sources = types("aws:cloudwatch/logDeliverySource:LogDeliverySource");

export default defineRule({
  id: "aws-cloudfront-logging",
  title: "Distributions log their requests",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_86", "FSBP CloudFront.5", "AWS-0010"],
  fields: ["loggingConfig.bucket", "LogDeliverySource resourceArn, logType"],
  why: "What the cache answers never reaches the origin's logs, so an attack on it leaves no other trace.",
  fix: "Set loggingConfig.bucket, or make a LogDeliverySource of logType ACCESS_LOGS for the distribution and deliver it.",
  appliesTo: distributions,
  checkStack(stack, check) {
    check.each(stack.where(distributions), (distribution) => {
      const bucket = distribution.at("loggingConfig", "bucket");
      const delivered = stack.joined(distribution, sources, "resourceArn");
      const ways = [
        () => isFilled(bucket.read()),
        ...delivered.map((source) => () => source.at("logType").text() === "ACCESS_LOGS"),
      ];
      if (any(ways, (logs) => logs())) return;
      check.violation(distribution, { at: bucket, wanted: "a bucket, or the logs delivered by CloudWatch" });
    });
  },
});
