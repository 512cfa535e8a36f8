import { buckets, loggings, partsOf, takesAccessLogs } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-s3-access-logging",
  title: "Requests to buckets are logged",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_18", "FSBP S3.9", "AWS-0089"],
  fields: ["BucketLogging bucket"],
  why: "After an incident the log is the only list of who read or changed which object.",
  fix: "Add a BucketLogging whose bucket is this one, with the targetBucket that collects the logs.",
  appliesTo: buckets,
  checkStack(stack, check) {
    check.each(stack.where(buckets), (bucket) => {
      // A bucket that logs its own log would never come to rest.
      if (!takesAccessLogs(stack, bucket)) partsOf(stack, check, bucket, loggings, "a BucketLogging");
    });
  },
});
