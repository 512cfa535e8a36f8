import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-logs-kms",
  title: "Logs are encrypted with a key of our own",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_158"],
  fields: ["kmsKeyId"],
  why: "With a key of our own, reading logs takes the right to use the key too, and it can be revoked.",
  fix: "Set kmsKeyId to the ARN of a key whose policy lets the logs service of the region use it.",
  appliesTo: types("aws:cloudwatch/logGroup:LogGroup"),
  check(group, check) {
    check.expect(group.at("kmsKeyId"), isFilled, "the ARN of a KMS key");
  },
});
