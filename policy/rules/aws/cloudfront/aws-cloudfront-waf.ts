import { distributions } from "../../../lib/aws/cloudfront";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-cloudfront-waf",
  title: "Distributions have a web ACL",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["CKV_AWS_68", "FSBP CloudFront.6", "AWS-0011"],
  fields: ["webAclId"],
  why: "Nothing else in front of the origins stops known exploits and floods of requests.",
  fix: "Set webAclId to the ARN of a WebAcl with scope CLOUDFRONT.",
  appliesTo: distributions,
  check(distribution, check) {
    check.expect(distribution.at("webAclId"), isFilled, "the ARN of a web ACL");
  },
});
