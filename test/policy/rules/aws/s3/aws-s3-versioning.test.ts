import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-versioning";
import { all, remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2 } from "../../../support/buckets";

const status = "versioningConfiguration.status";

describeRule(rule, {
  baselines: { "a bucket with all its parts": goodBucket(), "the same under the other names": goodBucketV2() },
  mutations: [
    {
      name: "a bucket without versioning",
      change: without("versioning"),
      path: "bucket",
      message: "wanted a BucketVersioning",
    },
    {
      name: "versioning that is suspended",
      change: set(status, "Suspended", "versioning"),
      resource: "versioning",
      message: 'found "Suspended", wanted Enabled',
    },
    {
      name: "versioning that says nothing",
      of: "the same under the other names",
      change: remove("versioningConfiguration", "versioning"),
      path: status,
      resource: "versioning",
    },
    {
      name: "a bucket that only says so itself",
      change: all(without("versioning"), set("versioning", { enabled: true })),
      path: "bucket",
    },
  ],
  unknown: [{ name: "a status that is not known yet", change: set(status, UNKNOWN, "versioning") }],
});
