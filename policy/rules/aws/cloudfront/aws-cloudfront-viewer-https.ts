import { behaviours, distributions } from "../../../lib/aws/cloudfront";
import { defineRule } from "../../../lib/rule";

const ENCRYPTED: readonly unknown[] = ["redirect-to-https", "https-only"];

export default defineRule({
  id: "aws-cloudfront-viewer-https",
  title: "Distributions serve their viewers over HTTPS only",
  severity: "high",
  levels: { dev: "remediate", production: "mandatory" },
  references: ["CKV_AWS_34", "FSBP CloudFront.3", "AWS-0012"],
  fields: ["defaultCacheBehavior.viewerProtocolPolicy", "orderedCacheBehaviors[].viewerProtocolPolicy"],
  why: "Over HTTP anybody on the way reads and changes pages, cookies included; one path that allows it is enough.",
  fix: "Set viewerProtocolPolicy of every behaviour to redirect-to-https or https-only.",
  appliesTo: distributions,
  check(distribution, check) {
    check.each(behaviours(distribution), (behaviour) => {
      check.expect(
        behaviour.at("viewerProtocolPolicy"),
        (value) => ENCRYPTED.includes(value),
        "redirect-to-https or https-only",
      );
    });
  },
  remediate(distribution, remedy) {
    for (const behaviour of behaviours(distribution)) {
      if (behaviour.exists) remedy.setIfAbsent(behaviour.at("viewerProtocolPolicy"), "redirect-to-https");
    }
  },
});
