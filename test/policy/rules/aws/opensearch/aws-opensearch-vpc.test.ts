import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-vpc";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "a public domain", change: remove("vpcOptions"), path: "vpcOptions.subnetIds" },
    { name: "no subnets", change: set("vpcOptions.subnetIds", []) },
    { name: "no security groups", change: remove("vpcOptions.securityGroupIds") },
    {
      name: "no security groups beside unknown subnets",
      change: all(set("vpcOptions.subnetIds", UNKNOWN), set("vpcOptions.securityGroupIds", [])),
      path: "vpcOptions.securityGroupIds",
    },
  ],
  unknown: [
    { name: "unknown subnets", change: set("vpcOptions.subnetIds", UNKNOWN) },
    { name: "unknown security groups", change: set("vpcOptions.securityGroupIds", UNKNOWN) },
  ],
});
