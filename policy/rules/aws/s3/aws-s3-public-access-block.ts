import { buckets, partsOf, publicAccessBlocks } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-s3-public-access-block",
  title: "Every bucket has a public access block",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV2_AWS_6", "FSBP S3.1", "FSBP S3.8", "AWS-0094", "CIS AWS v5 2.1.4", "CIS AWS v6 3.1.4"],
  fields: ["BucketPublicAccessBlock bucket"],
  why: "The block holds even when an ACL or a policy would let everybody in, so that one slip does not publish the data.",
  fix: "Add a BucketPublicAccessBlock whose bucket is this one, with all four of its flags true.",
  appliesTo: buckets,
  checkStack(stack, check) {
    check.each(stack.where(buckets), (bucket) => {
      partsOf(stack, check, bucket, publicAccessBlocks, "a BucketPublicAccessBlock");
    });
  },
});
