import { any } from "../../../lib/any";
import { buckets, isVersioned, lifecycles, partsOf } from "../../../lib/aws/s3";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const ABORT = ["abortIncompleteMultipartUpload", "daysAfterInitiation"];
const EXPIRE = ["noncurrentVersionExpiration", "noncurrentDays"];

export default defineRule({
  id: "aws-s3-lifecycle",
  title: "Buckets clean up what nobody uses any more",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_61", "CKV_AWS_300", "FSBP S3.13"],
  fields: ["BucketLifecycleConfiguration rules[]"],
  why: "Parts of failed uploads and old versions are invisible and paid for until a lifecycle rule removes them.",
  fix: "Add a BucketLifecycleConfiguration with an enabled rule that has abortIncompleteMultipartUpload, and noncurrentVersionExpiration where the bucket is versioned.",
  appliesTo: buckets,
  checkStack(stack, check) {
    const demand = (parts: readonly Resource[], keys: readonly string[], wanted: string) => {
      const [first] = parts;
      if (first && !any(parts, (part) => any(rulesOf(part), (rule) => does(rule, keys))))
        check.violation(first, { at: "rules", found: "no such rule that is enabled", wanted });
    };
    check.each(stack.where(buckets), (bucket) => {
      const parts = partsOf(stack, check, bucket, lifecycles, "a BucketLifecycleConfiguration");
      const clauses = [
        () => demand(parts, ABORT, "a rule with abortIncompleteMultipartUpload.daysAfterInitiation"),
        () => {
          if (isVersioned(stack, bucket))
            demand(parts, EXPIRE, "a rule with noncurrentVersionExpiration.noncurrentDays for the versioned bucket");
        },
      ];
      check.each(clauses, (clause) => clause());
    });
  },
});

function rulesOf(part: Resource): Node[] {
  part.at("rules").read();
  return part.at("rules").items();
}

function does(rule: Node, keys: readonly string[]): boolean {
  return rule.at("status").text() === "Enabled" && rule.at(...keys).number() !== undefined;
}
