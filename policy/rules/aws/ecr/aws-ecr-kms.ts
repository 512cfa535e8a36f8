import { repositories } from "../../../lib/aws/ecr";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-ecr-kms",
  title: "Images are encrypted with a key of KMS",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["CKV_AWS_136", "AWS-0033"],
  fields: ["encryptionConfigurations[].encryptionType"],
  why: "A key of KMS has a policy and leaves a trace of each use; the default encryption has neither.",
  fix: 'Set encryptionConfigurations to one with encryptionType "KMS"; a repository that exists is replaced, so copy its images first.',
  appliesTo: repositories,
  check(resource, check) {
    const configurations = resource.at("encryptionConfigurations");
    const all = configurations.items();
    check.each(all.length === 0 ? [configurations.at(0)] : all, (configuration) => {
      const type = configuration.at("encryptionType");
      check.expect(type, (value) => value === "KMS" || value === "KMS_DSSE", '"KMS" or "KMS_DSSE"');
    });
  },
});
