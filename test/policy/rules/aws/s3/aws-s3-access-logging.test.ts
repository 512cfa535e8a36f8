import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-access-logging";
import { add, all, set, without, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2 } from "../../../support/buckets";

const none = without("logging");
const writer = (type: string, property: string): Given => ({
  name: "writer",
  type,
  properties: {},
  dependencies: { [property]: ["web"] },
});

const logOfWriter: Given = {
  name: "log of writer",
  type: "aws:s3/bucketLogging:BucketLogging",
  properties: {},
  dependencies: { bucket: ["writer"] },
};

describeRule(rule, {
  baselines: { "a bucket with all its parts": goodBucket(), "the same under the other names": goodBucketV2() },
  mutations: [
    { name: "a bucket without a log", change: none, path: "bucket", message: "wanted a BucketLogging" },
    { name: "a bucket under its other name", of: "the same under the other names", change: none, path: "bucket" },
    {
      name: "a bucket that something else is written to",
      change: all(none, add(writer("aws:cloudtrail/trail:Trail", "s3BucketName"))),
      path: "bucket",
    },
  ],
  allowed: [
    {
      name: "a bucket that another one logs to",
      change: all(none, add(writer("aws:s3/bucketLoggingV2:BucketLoggingV2", "targetBucket"))),
    },
    {
      name: "a bucket that another one logs to by itself",
      change: all(none, add(writer("aws:s3/bucket:Bucket", "logging")), add(logOfWriter)),
    },
    {
      name: "a bucket that a load balancer logs to",
      change: all(none, add(writer("aws:lb/loadBalancer:LoadBalancer", "accessLogs"))),
    },
    {
      name: "a bucket that CloudFront logs to",
      change: all(none, add(writer("aws:cloudfront/distribution:Distribution", "loggingConfig"))),
    },
    { name: "ids that are not known yet", change: set("bucket", UNKNOWN) },
  ],
  // It reads no values.
  unknown: [],
});
