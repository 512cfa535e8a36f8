import { domains } from "../../../lib/aws/opensearch";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-opensearch-node-to-node",
  title: "The nodes of a search domain talk TLS to each other",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_6", "FSBP Opensearch.3", "AWS-0043"],
  fields: ["nodeToNodeEncryption.enabled"],
  why: "Documents travel between the nodes with every write and query, and users with fine-grained rights need it too.",
  fix: "Set nodeToNodeEncryption.enabled to true; old versions are replaced by that.",
  appliesTo: domains,
  check(domain, check) {
    check.expect(domain.at("nodeToNodeEncryption", "enabled"), isOn, "true");
  },
});
