import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-fgac";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "one right for all", change: set("advancedSecurityOptions.enabled", false) },
    {
      name: "nothing about rights",
      change: remove("advancedSecurityOptions"),
      path: "advancedSecurityOptions.enabled",
    },
    { name: "an anonymous user", change: set("advancedSecurityOptions.anonymousAuthEnabled", true) },
  ],
  allowed: [{ name: "a stated default", change: set("advancedSecurityOptions.anonymousAuthEnabled", false) }],
  unknown: [
    { name: "an unknown switch", change: set("advancedSecurityOptions.enabled", UNKNOWN) },
    { name: "an unknown anonymous user", change: set("advancedSecurityOptions.anonymousAuthEnabled", UNKNOWN) },
  ],
});
