import { buckets, encryptions, partsOf, takesAccessLogs } from "../../../lib/aws/s3";
import { isFilled, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

const WITH_KEY: readonly unknown[] = ["aws:kms", "aws:kms:dsse"];

export default defineRule<{ tag: string; plain: string[] }>({
  id: "aws-s3-encryption-kms",
  title: "Buckets are encrypted with a key of our own",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_19", "CKV_AWS_145", "AWS-0088", "AWS-0132"],
  fields: ["BucketServerSideEncryptionConfiguration rules[]"],
  why: "S3 encrypts everything by itself, but only a key of our own has a policy and a log of who used it, and can be taken away.",
  fix: "Add a BucketServerSideEncryptionConfiguration of this bucket with sseAlgorithm aws:kms, kmsMasterKeyId and bucketKeyEnabled true.",
  appliesTo: buckets,
  parameters: {
    tag: { type: "string", description: "The tag of a bucket that holds its data class.", default: "data-class" },
    plain: {
      type: "array",
      items: { type: "string" },
      description: "Data classes whose buckets need no key of our own.",
      default: [],
    },
  },
  checkStack(stack, check) {
    const { tag, plain } = check.parameters;
    check.each(stack.where(buckets), (bucket) => {
      // Those who deliver access logs cannot use a key of ours.
      if (takesAccessLogs(stack, bucket)) return;
      const dataClass = bucket.at("tags", tag).text();
      if (dataClass !== undefined && plain.includes(dataClass)) return;
      const wanted = "a BucketServerSideEncryptionConfiguration with aws:kms";
      for (const part of partsOf(stack, check, bucket, encryptions, wanted)) {
        check.each(part.at("rules").items(), (rule) => {
          const byDefault = rule.at("applyServerSideEncryptionByDefault");
          const algorithm = byDefault.at("sseAlgorithm");
          check.expect(part, algorithm, (value) => WITH_KEY.includes(value), "aws:kms or aws:kms:dsse");
          check.expect(part, byDefault.at("kmsMasterKeyId"), isFilled, "a key");
          // Bucket keys do not exist for encryption in two layers.
          if (algorithm.text() !== "aws:kms:dsse") check.expect(part, rule.at("bucketKeyEnabled"), isOn, "true");
        });
      }
    });
  },
});
