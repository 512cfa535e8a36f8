import { customOrigins, distributions } from "../../../lib/aws/cloudfront";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-cloudfront-origin-https",
  title: "Distributions reach their origins over TLS 1.2 only",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_72", "FSBP CloudFront.9", "FSBP CloudFront.10"],
  fields: ["origins[].customOriginConfig.originProtocolPolicy", "origins[].customOriginConfig.originSslProtocols"],
  why: "What the viewer sent over HTTPS crosses the internet again on its way to the origin, readable if that is HTTP.",
  fix: "Set originProtocolPolicy to https-only and originSslProtocols to [TLSv1.2].",
  appliesTo: distributions,
  check(distribution, check) {
    check.each(customOrigins(distribution), (origin) => {
      check.expect(origin.at("originProtocolPolicy"), (value) => value === "https-only", "https-only");
      const protocols = origin.at("originSslProtocols");
      check.expect(protocols, (value) => Array.isArray(value) && value.length > 0, "[TLSv1.2]");
      check.each(protocols.items(), (protocol) => {
        check.expect(protocol, (value) => value === "TLSv1.2", "TLSv1.2");
      });
    });
  },
  remediate(distribution, remedy) {
    for (const origin of customOrigins(distribution)) {
      remedy.setIfAbsent(origin.at("originProtocolPolicy"), "https-only");
      remedy.setIfAbsent(origin.at("originSslProtocols"), ["TLSv1.2"]);
    }
  },
});
