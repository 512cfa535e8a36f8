import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-headers";
import { all, remove, set } from "../../../support/changes";
import { goodDistribution, goodHeadersPolicy, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

const of = "a policy of headers";
const age = "securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
    [of]: [goodHeadersPolicy()],
  },
  mutations: [
    { name: "no headers", change: remove("defaultCacheBehavior.responseHeadersPolicyId") },
    { name: "no headers for one path", change: remove("orderedCacheBehaviors[0].responseHeadersPolicyId") },
    {
      name: "no headers for one path beside an unknown default",
      change: all(
        remove("orderedCacheBehaviors[0].responseHeadersPolicyId"),
        set("defaultCacheBehavior.responseHeadersPolicyId", UNKNOWN),
      ),
    },
    { name: "half a year", of, change: set(age, 15_768_000), message: "a year" },
    { name: "no security headers", of, change: remove("securityHeadersConfig"), path: age },
    { name: "content types that are guessed", of, change: remove("securityHeadersConfig.contentTypeOptions") },
    {
      name: "frames of everybody",
      of,
      change: remove("securityHeadersConfig.frameOptions"),
      path: "securityHeadersConfig.frameOptions.frameOption",
    },
    { name: "frames of nonsense", of, change: set("securityHeadersConfig.frameOptions.frameOption", "ALLOW-FROM") },
  ],
  allowed: [
    { name: "two years", of, change: set(age, 63_072_000) },
    {
      name: "frames of the site itself",
      of,
      change: set("securityHeadersConfig.frameOptions.frameOption", "SAMEORIGIN"),
    },
  ],
  unknown: [
    { name: "an unknown policy", change: set("defaultCacheBehavior.responseHeadersPolicyId", UNKNOWN) },
    { name: "an unknown age", of, change: set(age, UNKNOWN) },
  ],
});
