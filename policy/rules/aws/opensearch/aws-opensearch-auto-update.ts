import { OPENSEARCH_DOMAIN } from "../../../lib/aws/opensearch";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "aws-opensearch-auto-update",
  title: "Search domains take updates of the service software by themselves",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["FSBP Opensearch.10"],
  fields: ["softwareUpdateOptions.autoSoftwareUpdateEnabled"],
  why: "Service software brings security fixes; what nobody plans is installed late, and then at an hour that AWS chooses.",
  fix: "Set softwareUpdateOptions.autoSoftwareUpdateEnabled to true.",
  // The Elasticsearch resource has no such field.
  appliesTo: types(OPENSEARCH_DOMAIN),
  check(domain, check) {
    check.expect(domain.at("softwareUpdateOptions", "autoSoftwareUpdateEnabled"), isOn, "true");
  },
  remediate(domain, remedy) {
    remedy.setIfAbsent(domain.at("softwareUpdateOptions", "autoSoftwareUpdateEnabled"), true);
  },
});
