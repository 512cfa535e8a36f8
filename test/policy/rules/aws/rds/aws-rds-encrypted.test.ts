import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/rds/aws-rds-encrypted";
import { all, remove, set } from "../../../support/changes";
import { goodDatabases } from "../../../support/databases";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: goodDatabases(),
  mutations: [
    { name: "nothing said", change: remove("storageEncrypted"), message: "found not set, wanted true" },
    { name: "false", change: set("storageEncrypted", false) },
    { name: "nothing said of a cluster", of: "a cluster", change: remove("storageEncrypted") },
    {
      name: "a cluster without servers of its own that is not encrypted",
      of: "a cluster",
      change: all(set("storageEncrypted", false), set("engineMode", "serverless")),
      path: "storageEncrypted",
    },
    {
      name: "a cluster that follows another",
      of: "a cluster",
      change: all(
        remove("storageEncrypted"),
        set("replicationSourceIdentifier", "arn:aws:rds:eu-west-1:1:cluster:shop"),
      ),
      path: "storageEncrypted",
    },
  ],
  allowed: [
    { name: "true as a string", change: set("storageEncrypted", "true") },
    {
      name: "a replica of an instance, which is what its source is",
      change: all(remove("storageEncrypted"), set("replicateSourceDb", "shop")),
    },
    {
      name: "a cluster without servers of its own, which is encrypted by default",
      of: "a cluster",
      change: all(remove("storageEncrypted"), set("engineMode", "serverless")),
    },
  ],
  unknown: [{ name: "a value that is not known yet", change: set("storageEncrypted", UNKNOWN) }],
  ignored: [{ type: "aws:docdb/cluster:Cluster", properties: {} }],
});
