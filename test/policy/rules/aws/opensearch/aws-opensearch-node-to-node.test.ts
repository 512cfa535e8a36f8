import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-node-to-node";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "no TLS between nodes", change: set("nodeToNodeEncryption.enabled", false) },
    { name: "nothing about it", change: remove("nodeToNodeEncryption"), path: "nodeToNodeEncryption.enabled" },
  ],
  unknown: [{ name: "an unknown switch", change: set("nodeToNodeEncryption.enabled", UNKNOWN) }],
});
