import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-waf";
import { remove, set } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
  },
  mutations: [
    { name: "no web ACL", change: remove("webAclId") },
    { name: "an empty one", change: set("webAclId", "") },
    { name: "tenants without one", of: "a distribution for several tenants", change: remove("webAclId") },
  ],
  unknown: [{ name: "an unknown web ACL", change: set("webAclId", UNKNOWN) }],
});
