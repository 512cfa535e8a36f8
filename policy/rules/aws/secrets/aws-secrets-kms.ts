import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-secrets-kms",
  title: "Secrets are encrypted with a key of our own",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_149"],
  fields: ["kmsKeyId"],
  why: "The key of Secrets Manager cannot be shared with another account, nor its use be restricted.",
  fix: "Set kmsKeyId to the ARN or id of a KMS key.",
  appliesTo: types("aws:secretsmanager/secret:Secret"),
  check(secret, check) {
    check.expect(secret.at("kmsKeyId"), isFilled, "a KMS key");
  },
});
