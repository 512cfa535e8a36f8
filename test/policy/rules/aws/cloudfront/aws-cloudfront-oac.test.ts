import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-oac";
import { all, remove, set } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
  },
  mutations: [
    { name: "an open bucket", change: remove("origins[0].originAccessControlId") },
    { name: "an empty control", change: set("origins[0].originAccessControlId", "") },
    {
      name: "the older identity",
      change: all(
        set("origins[0].s3OriginConfig.originAccessIdentity", "origin-access-identity/cloudfront/E1"),
        remove("origins[0].originAccessControlId"),
      ),
      path: "origins[0].originAccessControlId",
    },
    { name: "an open function", change: remove("origins[2].originAccessControlId") },
    {
      name: "a bucket that is taken for any server",
      change: set("origins[1].domainName", "site.s3.amazonaws.com"),
      path: "origins[1].originAccessControlId",
    },
    {
      name: "an open bucket of tenants",
      of: "a distribution for several tenants",
      change: remove("origins[0].customOriginConfigs"),
      path: "origins[0].originAccessControlId",
    },
    {
      name: "an open bucket beside an unknown server",
      change: all(remove("origins[0].originAccessControlId"), set("origins[1].domainName", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "a website of S3, which cannot check signatures",
      change: set("origins[1].domainName", "site.s3-website.eu-central-1.amazonaws.com"),
    },
    { name: "a server in a VPC", change: set("origins[1]", { vpcOriginConfig: { vpcOriginId: "vo-1" } }) },
    {
      name: "a server of tenants in a VPC",
      of: "a distribution for several tenants",
      change: set("origins[0]", { vpcOriginConfigs: [{ vpcOriginId: "vo-1" }] }),
    },
  ],
  unknown: [
    { name: "an unknown control", change: set("origins[0].originAccessControlId", UNKNOWN) },
    { name: "an unknown server", change: set("origins[1].domainName", UNKNOWN) },
  ],
});
