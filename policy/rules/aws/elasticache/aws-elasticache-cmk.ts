import { REPLICATION_GROUP, SERVERLESS_CACHE } from "../../../lib/aws/elasticache";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-elasticache-cmk",
  title: "Caches are encrypted with a key of our own",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_191"],
  fields: ["kmsKeyId"],
  why: "Who may use the service's own key cannot be restricted, and it cannot be revoked.",
  fix: "Set kmsKeyId to the ARN of a KMS key; an existing cache is replaced by that.",
  appliesTo: types(REPLICATION_GROUP, SERVERLESS_CACHE),
  check(cache, check) {
    check.expect(cache.at("kmsKeyId"), isFilled, "the ARN of a KMS key");
  },
});
