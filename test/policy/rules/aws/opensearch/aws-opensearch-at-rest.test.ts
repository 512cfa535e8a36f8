import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-at-rest";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "no encryption", change: set("encryptAtRest.enabled", false) },
    { name: "nothing about encryption", change: remove("encryptAtRest"), path: "encryptAtRest.enabled" },
    { name: "the service's key", change: remove("encryptAtRest.kmsKeyId") },
    {
      name: "the service's key of Elasticsearch",
      of: "a domain of Elasticsearch",
      change: remove("encryptAtRest.kmsKeyId"),
    },
    {
      name: "no encryption where the key is not asked for",
      change: set("encryptAtRest.enabled", false),
      parameters: { ownKey: false },
    },
    {
      name: "no encryption beside an unknown key",
      change: all(set("encryptAtRest.enabled", false), set("encryptAtRest.kmsKeyId", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "the service's key in dev", change: remove("encryptAtRest.kmsKeyId"), parameters: { ownKey: false } },
  ],
  unknown: [
    { name: "an unknown switch", change: set("encryptAtRest.enabled", UNKNOWN) },
    { name: "an unknown key", change: set("encryptAtRest.kmsKeyId", UNKNOWN) },
    { name: "unknown options", change: set("encryptAtRest", UNKNOWN) },
  ],
});
