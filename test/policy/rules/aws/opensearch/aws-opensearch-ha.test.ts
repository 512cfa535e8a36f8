import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-ha";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "two data nodes", change: set("clusterConfig.instanceCount", 2), message: "found 2, wanted 3 or more" },
    { name: "nothing about the cluster", change: remove("clusterConfig"), path: "clusterConfig.instanceCount" },
    { name: "one zone", change: set("clusterConfig.zoneAwarenessEnabled", false) },
    { name: "no masters of their own", change: remove("clusterConfig.dedicatedMasterEnabled") },
    { name: "two masters", change: set("clusterConfig.dedicatedMasterCount", 2) },
    {
      name: "two data nodes with standby",
      change: all(set("clusterConfig.instanceCount", 2), set("clusterConfig.multiAzWithStandbyEnabled", true)),
    },
    {
      name: "two data nodes where standby is not known",
      change: all(set("clusterConfig.instanceCount", 2), set("clusterConfig.multiAzWithStandbyEnabled", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "several zones with standby",
      change: set("clusterConfig", { instanceCount: 3, multiAzWithStandbyEnabled: true }),
    },
  ],
  unknown: [
    { name: "an unknown number of nodes", change: set("clusterConfig.instanceCount", UNKNOWN) },
    { name: "an unknown number of masters", change: set("clusterConfig.dedicatedMasterCount", UNKNOWN) },
    { name: "unknown standby", change: set("clusterConfig.multiAzWithStandbyEnabled", UNKNOWN) },
  ],
});
