import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/opensearch/aws-opensearch-logs";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodDomain, goodElasticsearchDomain } from "../../../support/opensearch";

describeRule(rule, {
  baselines: { "a domain": [goodDomain()], "a domain of Elasticsearch": [goodElasticsearchDomain()] },
  mutations: [
    { name: "no logs", change: remove("logPublishingOptions") },
    {
      name: "no audit log",
      change: remove("logPublishingOptions[1]"),
      path: "logPublishingOptions",
      message: "wanted one with logType AUDIT_LOGS",
    },
    {
      name: "no application log",
      change: remove("logPublishingOptions[0]"),
      path: "logPublishingOptions",
      message: "wanted one with logType ES_APPLICATION_LOGS",
    },
    {
      name: "no audit log beside an application log that may be off",
      change: all(remove("logPublishingOptions[1]"), set("logPublishingOptions[0].enabled", UNKNOWN)),
      path: "logPublishingOptions",
      message: "AUDIT_LOGS",
    },
    {
      name: "a log that is off",
      change: set("logPublishingOptions[1].enabled", false),
      path: "logPublishingOptions",
      message: "AUDIT_LOGS",
    },
  ],
  allowed: [
    {
      name: "both logs beside one that is not known yet",
      change: set("logPublishingOptions[2]", { logType: UNKNOWN, enabled: UNKNOWN }),
    },
  ],
  unknown: [
    { name: "a log that may be off", change: set("logPublishingOptions[1].enabled", UNKNOWN) },
    { name: "unknown logs", change: set("logPublishingOptions", UNKNOWN) },
    { name: "an unknown log", change: set("logPublishingOptions[0].logType", UNKNOWN) },
  ],
});
