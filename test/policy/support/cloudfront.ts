import type * as aws from "@pulumi/aws";
import type { Given } from "./changes";
import { typed } from "./typed";

const common = {
  comment: "the shop",
  enabled: true,
  defaultRootObject: "index.html",
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: {
    acmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
    minimumProtocolVersion: "TLSv1.2_2021",
    sslSupportMethod: "sni-only",
  },
  webAclId: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1",
};

const behaviour = {
  targetOriginId: "site",
  viewerProtocolPolicy: "redirect-to-https",
  cachePolicyId: "cache",
  responseHeadersPolicyId: "headers",
};

const methods = { allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"] };

const http = { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };

/** A distribution that keeps every rule. */
export function goodDistribution(): Given {
  return typed<aws.cloudfront.DistributionArgs>("aws:cloudfront/distribution:Distribution", {
    ...common,
    defaultCacheBehavior: { ...behaviour, ...methods },
    orderedCacheBehaviors: [
      { ...behaviour, ...methods, pathPattern: "/api/*", targetOriginId: "api", viewerProtocolPolicy: "https-only" },
    ],
    origins: [
      { originId: "site", domainName: "site.s3.eu-central-1.amazonaws.com", originAccessControlId: "E1" },
      { originId: "api", domainName: "api.example.org", customOriginConfig: http },
      {
        originId: "function",
        domainName: "abc.lambda-url.eu-central-1.on.aws",
        customOriginConfig: http,
        originAccessControlId: "E2",
      },
    ],
    originGroups: [
      {
        originId: "sites",
        failoverCriteria: { statusCodes: [500, 502] },
        members: [{ originId: "site" }, { originId: "api" }],
      },
    ],
    loggingConfig: { bucket: "logs.s3.amazonaws.com" },
  });
}

/** A distribution for several tenants that keeps every rule. */
export function goodMultitenantDistribution(): Given {
  const allowed = { allowedMethods: { items: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"] } };
  return typed<aws.cloudfront.MultitenantDistributionArgs>(
    "aws:cloudfront/multitenantDistribution:MultitenantDistribution",
    {
      ...common,
      defaultCacheBehavior: { ...behaviour, ...allowed },
      cacheBehaviors: [{ ...behaviour, ...allowed, pathPattern: "/api/*" }],
      origins: [{ id: "site", domainName: "api.example.org", customOriginConfigs: [http] }],
      originGroups: [
        { id: "sites", failoverCriteria: { statusCodes: [500] }, members: [{ originId: "site" }, { originId: "b" }] },
      ],
      tenantConfig: {},
    },
  );
}

/** A policy of headers that keeps every rule. */
export function goodHeadersPolicy(): Given {
  return typed<aws.cloudfront.ResponseHeadersPolicyArgs>("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", {
    securityHeadersConfig: {
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
    },
  });
}
