import { any } from "../../../lib/any";
import { domains } from "../../../lib/aws/opensearch";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-opensearch-logs",
  title: "Search domains publish their application and audit logs",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_84", "CKV_AWS_317", "FSBP Opensearch.4", "FSBP Opensearch.5", "AWS-0042"],
  fields: ["logPublishingOptions[].logType", "logPublishingOptions[].enabled"],
  why: "Without them nobody can tell who read which documents, or why the cluster failed.",
  fix: "Add ES_APPLICATION_LOGS and AUDIT_LOGS to logPublishingOptions, each with a log group.",
  appliesTo: domains,
  check(domain, check) {
    const list = domain.at("logPublishingOptions");
    list.read();
    check.each(["ES_APPLICATION_LOGS", "AUDIT_LOGS"], (log) => {
      const isPublished = (one: Node) => one.at("logType").text() === log && !one.at("enabled").isFalse();
      if (!any(list.items(), isPublished)) check.violation({ at: list, wanted: `one with logType ${log}` });
    });
  },
});
