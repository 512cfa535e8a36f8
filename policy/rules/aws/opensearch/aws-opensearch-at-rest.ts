import { domains } from "../../../lib/aws/opensearch";
import { isFilled, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ ownKey: boolean }>({
  id: "aws-opensearch-at-rest",
  title: "Search domains encrypt what they store with a key of our own",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_5", "CKV_AWS_247", "FSBP Opensearch.1", "AWS-0048"],
  fields: ["encryptAtRest.enabled", "encryptAtRest.kmsKeyId"],
  why: "Indexes, swap files and automatic snapshots hold copies of the data; who may read them follows from the key.",
  fix: "Set encryptAtRest.enabled to true and encryptAtRest.kmsKeyId to the ARN of a KMS key; both may replace an existing domain.",
  appliesTo: domains,
  parameters: {
    ownKey: {
      type: "boolean",
      description: "Whether the key must be one of our own; dev may use the service's.",
      default: true,
    },
  },
  check(domain, check) {
    check.expect(domain.at("encryptAtRest", "enabled"), isOn, "true");
    if (check.parameters.ownKey) check.expect(domain.at("encryptAtRest", "kmsKeyId"), isFilled, "a KMS key");
  },
});
