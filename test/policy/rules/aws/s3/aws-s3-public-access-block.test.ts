import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-public-access-block";
import { all, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2 } from "../../../support/buckets";

describeRule(rule, {
  baselines: { "a bucket with all its parts": goodBucket(), "the same under the other names": goodBucketV2() },
  mutations: [
    {
      name: "a bucket without a block",
      change: without("block"),
      path: "bucket",
      message: "found a bucket that has none, wanted a BucketPublicAccessBlock",
    },
    {
      name: "a block of another bucket",
      change: state({ dependencies: {} }, "block"),
      path: "bucket",
    },
    {
      name: "a bucket under its other name",
      of: "the same under the other names",
      change: without("block"),
      path: "bucket",
    },
  ],
  allowed: [
    { name: "ids that are not known yet", change: all(set("bucket", UNKNOWN), set("bucket", UNKNOWN, "block")) },
  ],
  // It reads no values.
  unknown: [],
  ignored: [{ type: "aws:s3/directoryBucket:DirectoryBucket", properties: {} }],
});
