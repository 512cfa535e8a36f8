import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-auto-update";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()] },
  mutations: [
    { name: "updates that are off", change: set("softwareUpdateOptions.autoSoftwareUpdateEnabled", false) },
    {
      name: "nothing about updates",
      change: remove("softwareUpdateOptions"),
      path: "softwareUpdateOptions.autoSoftwareUpdateEnabled",
    },
  ],
  unknown: [{ name: "an unknown switch", change: set("softwareUpdateOptions.autoSoftwareUpdateEnabled", UNKNOWN) }],
  ignored: [goodElasticsearchDomain()],
  remediated: [
    {
      name: "nothing about updates",
      change: remove("softwareUpdateOptions"),
      set: { "softwareUpdateOptions.autoSoftwareUpdateEnabled": true },
    },
  ],
});
