import { buckets, partsOf, versionings } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-s3-versioning",
  title: "Buckets keep the versions of their objects",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_21", "AWS-0090"],
  fields: ["BucketVersioning versioningConfiguration.status"],
  why: "Without versions, what is overwritten or deleted by mistake or by an attacker is gone.",
  fix: "Add a BucketVersioning whose bucket is this one, with versioningConfiguration.status Enabled.",
  appliesTo: buckets,
  checkStack(stack, check) {
    check.each(stack.where(buckets), (bucket) => {
      const parts = partsOf(stack, check, bucket, versionings, "a BucketVersioning with status Enabled");
      for (const one of parts)
        check.expect(one, one.at("versioningConfiguration", "status"), (value) => value === "Enabled", "Enabled");
    });
  },
});
