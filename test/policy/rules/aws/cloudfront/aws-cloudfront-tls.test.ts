import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-tls";
import { all, remove, set } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
  },
  mutations: [
    {
      name: "CloudFront's certificate",
      change: set("viewerCertificate", { cloudfrontDefaultCertificate: true }),
      path: "viewerCertificate.cloudfrontDefaultCertificate",
    },
    { name: "no certificate", change: set("viewerCertificate", {}), path: "viewerCertificate.minimumProtocolVersion" },
    { name: "old TLS", change: set("viewerCertificate.minimumProtocolVersion", "TLSv1.1_2016") },
    { name: "TLS without a year", change: set("viewerCertificate.minimumProtocolVersion", "TLSv1") },
    { name: "an address for each certificate", change: set("viewerCertificate.sslSupportMethod", "vip") },
    { name: "no method", change: remove("viewerCertificate.sslSupportMethod") },
    {
      name: "an address for each certificate beside an unknown version",
      change: all(
        set("viewerCertificate.sslSupportMethod", "vip"),
        set("viewerCertificate.minimumProtocolVersion", UNKNOWN),
        set("viewerCertificate.cloudfrontDefaultCertificate", UNKNOWN),
      ),
    },
  ],
  allowed: [
    { name: "TLS 1.3", change: set("viewerCertificate.minimumProtocolVersion", "TLSv1.3_2025") },
    { name: "a certificate of IAM", change: set("viewerCertificate.iamCertificateId", "1") },
  ],
  unknown: [
    { name: "an unknown version", change: set("viewerCertificate.minimumProtocolVersion", UNKNOWN) },
    { name: "an unknown method", change: set("viewerCertificate.sslSupportMethod", UNKNOWN) },
    { name: "an unknown kind", change: set("viewerCertificate.cloudfrontDefaultCertificate", UNKNOWN) },
  ],
});
