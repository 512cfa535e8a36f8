import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-no-force-destroy";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const bucket = typed<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { forceDestroy: false });

describeRule(rule, {
  baselines: {
    "a bucket": [bucket],
    "a bucket under its other name": [{ ...bucket, type: "aws:s3/bucketV2:BucketV2" }],
  },
  mutations: [
    {
      name: "a bucket that goes with its objects",
      change: set("forceDestroy", true),
      message: "found true, wanted false",
    },
    { name: "the same under its other name", of: "a bucket under its other name", change: set("forceDestroy", "true") },
  ],
  allowed: [{ name: "nothing said", change: remove("forceDestroy") }],
  unknown: [{ name: "a value that is not known yet", change: set("forceDestroy", UNKNOWN) }],
});
