import { distributions } from "../../../lib/aws/cloudfront";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-cloudfront-tls",
  title: "Distributions have a certificate of their own and speak TLS 1.2 or newer",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_AWS_174",
    "CKV2_AWS_42",
    "CKV2_AWS_54",
    "FSBP CloudFront.7",
    "FSBP CloudFront.8",
    "FSBP CloudFront.15",
    "AWS-0013",
  ],
  fields: [
    "viewerCertificate.cloudfrontDefaultCertificate",
    "viewerCertificate.minimumProtocolVersion",
    "viewerCertificate.sslSupportMethod",
  ],
  why: "CloudFront's own certificate accepts TLS 1.0, whatever is set beside it.",
  fix: "Set viewerCertificate.acmCertificateArn, minimumProtocolVersion TLSv1.2_2021 or newer, and sslSupportMethod sni-only.",
  appliesTo: distributions,
  check(distribution, check) {
    const certificate = distribution.at("viewerCertificate");
    check.expect(certificate.at("cloudfrontDefaultCertificate"), isNotOn, "a certificate of the site's own names");
    check.expect(
      certificate.at("minimumProtocolVersion"),
      (value) => typeof value === "string" && /^TLSv1\.[23]_\d{4}$/.test(value),
      "TLSv1.2 or TLSv1.3 of a year",
    );
    check.expect(certificate.at("sslSupportMethod"), (value) => value === "sni-only", "sni-only");
  },
});
