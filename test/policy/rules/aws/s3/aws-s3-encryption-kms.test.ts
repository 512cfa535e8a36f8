import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-encryption-kms";
import { all, remove, set, state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2 } from "../../../support/buckets";

const byDefault = (part: string) => `rules[0].applyServerSideEncryptionByDefault.${part}`;
const none = without("encryption");

describeRule(rule, {
  baselines: { "a bucket with all its parts": goodBucket(), "the same under the other names": goodBucketV2() },
  mutations: [
    { name: "a bucket without encryption of its own", change: none, path: "bucket" },
    {
      name: "keys of S3",
      change: set(byDefault("sseAlgorithm"), "AES256", "encryption"),
      resource: "encryption",
      message: 'found "AES256", wanted aws:kms or aws:kms:dsse',
    },
    { name: "no key", change: remove(byDefault("kmsMasterKeyId"), "encryption"), resource: "encryption" },
    {
      name: "no bucket key",
      of: "the same under the other names",
      change: remove("rules[0].bucketKeyEnabled", "encryption"),
      resource: "encryption",
    },
    {
      name: "no key where the algorithm is not known yet",
      change: all(
        remove(byDefault("kmsMasterKeyId"), "encryption"),
        set(byDefault("sseAlgorithm"), UNKNOWN, "encryption"),
      ),
      resource: "encryption",
    },
    {
      name: "a data class that needs a key",
      change: none,
      path: "bucket",
      parameters: { plain: ["public"] },
    },
    {
      name: "a bucket whose data class is in another tag",
      change: none,
      path: "bucket",
      parameters: { tag: "class", plain: ["internal"] },
    },
  ],
  allowed: [
    { name: "a data class that needs no key", change: none, parameters: { plain: ["internal"] } },
    {
      name: "a data class in another tag",
      change: all(none, set("tags.class", "public")),
      parameters: { tag: "class", plain: ["public"] },
    },
    {
      name: "two layers, which have no bucket key",
      change: all(
        set(byDefault("sseAlgorithm"), "aws:kms:dsse", "encryption"),
        remove("rules[0].bucketKeyEnabled", "encryption"),
      ),
    },
    {
      name: "a bucket that access logs are written to",
      change: all(none, state({ dependencies: { targetBucket: ["web"] } }, "logging")),
    },
  ],
  unknown: [
    { name: "a key that is not known yet", change: set(byDefault("kmsMasterKeyId"), UNKNOWN, "encryption") },
    { name: "an algorithm that is not known yet", change: set(byDefault("sseAlgorithm"), UNKNOWN, "encryption") },
    { name: "a data class that is not known yet", change: all(set("tags.data-class", UNKNOWN), none) },
  ],
});
