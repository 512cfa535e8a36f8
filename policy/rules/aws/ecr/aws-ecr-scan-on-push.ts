import { repositories } from "../../../lib/aws/ecr";
import { isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ scannedByRegistry: boolean }>({
  id: "aws-ecr-scan-on-push",
  title: "Every image is scanned for known flaws when it is pushed",
  severity: "high",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["CKV_AWS_163", "FSBP ECR.1", "AWS-0030", "CIS EKS 5.1.1"],
  fields: ["imageScanningConfiguration.scanOnPush"],
  why: "A scan at the push finds a flaw before the image runs, and tells those who can fix it.",
  fix: "Set imageScanningConfiguration.scanOnPush to true.",
  appliesTo: repositories,
  parameters: {
    scannedByRegistry: {
      type: "boolean",
      description: "Whether the registry scans by itself, which aws-ecr-scan-by-registry then checks.",
      default: false,
    },
  },
  check(resource, check) {
    if (check.parameters.scannedByRegistry) return;
    check.expect(resource.at("imageScanningConfiguration", "scanOnPush"), isOn, "true");
  },
  remediate(resource, remedy) {
    if (remedy.parameters.scannedByRegistry) return;
    remedy.setIfAbsent(resource.at("imageScanningConfiguration", "scanOnPush"), true);
  },
});
