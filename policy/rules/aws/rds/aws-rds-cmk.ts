import { clusterInstances, databases, isReplica } from "../../../lib/aws/rds";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

/** The keys, and the property that makes use of each. */
const KEYS = [
  { key: "performanceInsightsKmsKeyId", use: "performanceInsightsEnabled" },
  { key: "masterUserSecretKmsKeyId", use: "manageMasterUserPassword" },
] as const;

export default defineRule({
  id: "aws-rds-cmk",
  title: "Databases are encrypted with keys of our own",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_327", "CKV_AWS_354", "AWS-0078"],
  fields: ["kmsKeyId", "performanceInsightsKmsKeyId", "masterUserSecretKmsKeyId"],
  why: "Only a key of our own has a policy and a log of who used it, and lets a snapshot be shared with another account.",
  fix: "Set kmsKeyId, and the key of each feature that is in use, to the ARN of a KMS key of the stack.",
  appliesTo: (type) => databases(type) || clusterInstances(type),
  check(resource, check) {
    // Instances of a cluster use its storage, and replicas follow their source.
    if (databases(resource.type) && !isReplica(resource)) check.expect(resource.at("kmsKeyId"), isFilled, "a key");
    check.each(KEYS, ({ key, use }) => {
      if (resource.at(use).isTrue()) check.expect(resource.at(key), isFilled, `a key, as ${use} is true`);
    });
  },
});
