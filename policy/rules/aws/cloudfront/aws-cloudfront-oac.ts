import { distributions } from "../../../lib/aws/cloudfront";
import { isFilled } from "../../../lib/aws/values";
import type { Node } from "../../../lib/node";
import { defineRule } from "../../../lib/rule";

/** Host names of S3's REST endpoints, website endpoints excluded: those cannot check signatures. */
const BUCKET = /(?:^|\.)s3(?:[.-](?!website)[a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?$/i;
const FUNCTION_URL = /\.lambda-url\.[a-z0-9-]+\.on\.aws$/i;

/** Whether an origin checks the signature of CloudFront's requests, if they have one. */
function checksSignatures(origin: Node): boolean {
  const others = ["customOriginConfig", "customOriginConfigs", "vpcOriginConfig", "vpcOriginConfigs"];
  // Without a kind, an origin is a bucket.
  if (origin.at("s3OriginConfig").exists || !others.some((kind) => origin.at(kind).exists)) return true;
  const domain = origin.at("domainName").text() ?? "";
  return BUCKET.test(domain) || FUNCTION_URL.test(domain);
}

export default defineRule({
  id: "aws-cloudfront-oac",
  title: "Buckets and function URLs serve their distribution only",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_46", "FSBP CloudFront.13", "FSBP CloudFront.16"],
  fields: ["origins[].originAccessControlId", "origins[].domainName"],
  why: "Without signed requests the origin must be open to everybody, past the distribution, its cache and its web ACL.",
  fix: "Make an OriginAccessControl, set originAccessControlId of the origin to it, and allow only the distribution in the origin's policy.",
  appliesTo: distributions,
  check(distribution, check) {
    check.each(distribution.at("origins").items(), (origin) => {
      const control = origin.at("originAccessControlId");
      if (isFilled(control.read()) || !checksSignatures(origin)) return;
      check.violation({ at: control, wanted: "an OriginAccessControl" });
    });
  },
});
