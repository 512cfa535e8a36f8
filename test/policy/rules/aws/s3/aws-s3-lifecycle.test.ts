import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-lifecycle";
import { all, remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2 } from "../../../support/buckets";

const found = { path: "rules", resource: "lifecycle" };

describeRule(rule, {
  baselines: { "a bucket with all its parts": goodBucket(), "the same under the other names": goodBucketV2() },
  mutations: [
    { name: "a bucket without a lifecycle", change: without("lifecycle"), path: "bucket" },
    {
      name: "uploads that are never cleaned up",
      change: remove("rules[0].abortIncompleteMultipartUpload", "lifecycle"),
      ...found,
      message: "found no such rule that is enabled, wanted a rule with abortIncompleteMultipartUpload",
    },
    { name: "a rule that is switched off", change: set("rules[0].status", "Disabled", "lifecycle"), ...found },
    {
      name: "old versions that stay",
      of: "the same under the other names",
      change: remove("rules[1].noncurrentVersionExpiration", "lifecycle"),
      ...found,
      message: "for the versioned bucket",
    },
    {
      name: "uploads where the state of versions is not known yet",
      change: all(
        remove("rules[0].abortIncompleteMultipartUpload", "lifecycle"),
        set("versioningConfiguration.status", UNKNOWN, "versioning"),
      ),
      ...found,
    },
  ],
  allowed: [
    {
      name: "no versions to expire",
      change: all(without("versioning"), remove("rules[1]", "lifecycle")),
    },
  ],
  unknown: [
    { name: "rules that are not known yet", change: set("rules", UNKNOWN, "lifecycle"), path: "rules" },
    { name: "a rule's state that is not known yet", change: set("rules[0].status", UNKNOWN, "lifecycle") },
  ],
});
