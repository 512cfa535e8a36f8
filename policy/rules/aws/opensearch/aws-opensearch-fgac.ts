import { domains } from "../../../lib/aws/opensearch";
import { isNotOn, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-opensearch-fgac",
  title: "Search domains have users with rights of their own, and no anonymous one",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_52", "FSBP Opensearch.7"],
  fields: ["advancedSecurityOptions.enabled", "advancedSecurityOptions.anonymousAuthEnabled"],
  why: "Without fine-grained access control, whoever may send a request may do everything with every index.",
  fix: "Set advancedSecurityOptions.enabled to true with masterUserOptions, and leave anonymousAuthEnabled out. It cannot be turned off again.",
  appliesTo: domains,
  check(domain, check) {
    const options = domain.at("advancedSecurityOptions");
    check.expect(options.at("enabled"), isOn, "true");
    check.expect(options.at("anonymousAuthEnabled"), isNotOn, "false or not set");
  },
});
