import { clusters } from "../../../lib/aws/eks";
import { isFilled, someHolds } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-eks-secrets-encryption",
  title: "The cluster's secrets are encrypted with a key of our own",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_58", "FSBP EKS.3", "AWS-0039", "CIS EKS 5.3.1"],
  fields: ["encryptionConfig.resources", "encryptionConfig.provider.keyArn"],
  why: "With a key of our own its policy decides who can read the secrets, each use leaves a trace, and taking the key away ends all access.",
  fix: 'Set encryptionConfig to resources: ["secrets"] and the ARN of a KMS key as provider.keyArn.',
  appliesTo: clusters,
  check(resource, check) {
    const encryption = resource.at("encryptionConfig");
    check.each([encryption.at("resources")], (resources) => {
      resources.read();
      if (!someHolds(resources.items(), (value) => value === "secrets"))
        check.violation({ at: resources, wanted: '"secrets" among them' });
    });
    check.expect(encryption.at("provider", "keyArn"), isFilled, "the ARN of a KMS key");
  },
});
