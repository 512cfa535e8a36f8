import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-viewer-https";
import { all, remove, set } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
  },
  mutations: [
    { name: "HTTP as well", change: set("defaultCacheBehavior.viewerProtocolPolicy", "allow-all") },
    { name: "nothing about it", change: remove("defaultCacheBehavior.viewerProtocolPolicy") },
    { name: "HTTP for one path", change: set("orderedCacheBehaviors[0].viewerProtocolPolicy", "allow-all") },
    {
      name: "HTTP for one path of tenants",
      of: "a distribution for several tenants",
      change: set("cacheBehaviors[0].viewerProtocolPolicy", "allow-all"),
    },
    {
      name: "HTTP for one path beside an unknown default",
      change: all(
        set("orderedCacheBehaviors[0].viewerProtocolPolicy", "allow-all"),
        set("defaultCacheBehavior.viewerProtocolPolicy", UNKNOWN),
      ),
    },
  ],
  unknown: [
    { name: "an unknown default", change: set("defaultCacheBehavior", UNKNOWN) },
    { name: "unknown paths", change: set("orderedCacheBehaviors", UNKNOWN) },
  ],
  remediated: [
    {
      name: "behaviours that say nothing",
      change: all(
        remove("defaultCacheBehavior.viewerProtocolPolicy"),
        remove("orderedCacheBehaviors[0].viewerProtocolPolicy"),
      ),
      set: {
        "defaultCacheBehavior.viewerProtocolPolicy": "redirect-to-https",
        "orderedCacheBehaviors[0].viewerProtocolPolicy": "redirect-to-https",
      },
    },
  ],
  spared: [{ name: "no default behaviour, which needs more than the policy", change: remove("defaultCacheBehavior") }],
});
