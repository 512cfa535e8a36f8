import { publicAccessBlocks } from "../../../lib/aws/s3";
import { isNotOff, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const FLAGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

const accountBlocks = types("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock");
const accessPoints = types("aws:s3/accessPoint:AccessPoint");

export default defineRule({
  id: "aws-s3-pab-all-true",
  title: "Public access blocks block everything",
  severity: "critical",
  levels: { dev: "remediate", production: "mandatory" },
  references: [
    "CKV_AWS_53",
    "CKV_AWS_54",
    "CKV_AWS_55",
    "CKV_AWS_56",
    "CKV_AWS_392",
    "FSBP S3.1",
    "FSBP S3.8",
    "FSBP S3.19",
    "AWS-0086",
    "AWS-0087",
    "AWS-0091",
    "AWS-0093",
  ],
  fields: [...FLAGS, "publicAccessBlockConfiguration (AccessPoint)"],
  why: "Each flag closes another way to the public: ACLs and policies, those that are there already and those to come.",
  fix: "Set blockPublicAcls, blockPublicPolicy, ignorePublicAcls and restrictPublicBuckets to true.",
  appliesTo: (type) => publicAccessBlocks(type) || accountBlocks(type) || accessPoints(type),
  check(resource, check) {
    for (const flag of FLAGS) {
      // An access point blocks what it does not say; the others leave open what they do not say.
      if (accessPoints(resource.type)) {
        const node = resource.at("publicAccessBlockConfiguration", flag);
        check.expect(node, isNotOff, "true or not set");
      } else {
        check.expect(resource.at(flag), isOn, "true");
      }
    }
  },
  remediate(resource, remedy) {
    if (accessPoints(resource.type)) return;
    for (const flag of FLAGS) remedy.setIfAbsent(resource.at(flag), true);
  },
});
