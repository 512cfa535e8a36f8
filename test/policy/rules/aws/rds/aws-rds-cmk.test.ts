import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-cmk";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases, goodMember } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: { ...goodDatabases(), "an instance of a cluster": [goodMember()] },
  mutations: [
    { name: "no key", change: remove("kmsKeyId"), message: "found not set, wanted a key" },
    { name: "no key of a cluster", of: "a cluster", change: remove("kmsKeyId") },
    {
      name: "no key for performance data",
      change: remove("performanceInsightsKmsKeyId"),
      message: "wanted a key, as performanceInsightsEnabled is true",
    },
    {
      name: "no key for the performance data of a member",
      of: "an instance of a cluster",
      change: remove("performanceInsightsKmsKeyId"),
    },
    {
      name: "no key for the password beside a key that is not known yet",
      of: "a cluster",
      change: all(remove("masterUserSecretKmsKeyId"), set("kmsKeyId", UNKNOWN)),
    },
    { name: "an empty key", change: set("kmsKeyId", " ") },
    { name: "no key for the password", of: "a cluster", change: remove("masterUserSecretKmsKeyId") },
    {
      name: "no key for the password where other features are not known yet",
      change: all(remove("masterUserSecretKmsKeyId"), set("performanceInsightsEnabled", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "features that are not in use",
      change: all(
        remove("performanceInsightsKmsKeyId"),
        set("performanceInsightsEnabled", false),
        remove("masterUserSecretKmsKeyId"),
        remove("manageMasterUserPassword"),
      ),
    },
    {
      name: "a replica, which has the key of its source",
      change: all(remove("kmsKeyId"), set("replicateSourceDb", "shop")),
    },
  ],
  unknown: [
    { name: "a key that is not known yet", change: set("kmsKeyId", UNKNOWN) },
    {
      name: "the key of a feature that is not known yet",
      of: "a cluster",
      change: set("masterUserSecretKmsKeyId", UNKNOWN),
    },
    {
      name: "a feature that is not known yet",
      change: all(set("performanceInsightsEnabled", UNKNOWN), remove("performanceInsightsKmsKeyId")),
    },
  ],
});
