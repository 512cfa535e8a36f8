import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-origin-https";
import { all, remove, set } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
  },
  mutations: [
    { name: "HTTP", change: set("origins[1].customOriginConfig.originProtocolPolicy", "http-only") },
    { name: "what the viewer uses", change: set("origins[1].customOriginConfig.originProtocolPolicy", "match-viewer") },
    {
      name: "an old version beside the new one",
      change: set("origins[1].customOriginConfig.originSslProtocols", ["TLSv1.2", "TLSv1.1"]),
      path: "origins[1].customOriginConfig.originSslProtocols[1]",
    },
    { name: "no version", change: set("origins[1].customOriginConfig.originSslProtocols", []) },
    {
      name: "HTTP to an origin of tenants",
      of: "a distribution for several tenants",
      change: set("origins[0].customOriginConfigs[0].originProtocolPolicy", "http-only"),
    },
    {
      name: "HTTP to one origin beside an unknown other",
      change: all(
        set("origins[2].customOriginConfig.originProtocolPolicy", "http-only"),
        set("origins[1].customOriginConfig", UNKNOWN),
      ),
    },
  ],
  unknown: [
    { name: "unknown origins", change: set("origins", UNKNOWN) },
    { name: "an unknown protocol", change: set("origins[1].customOriginConfig.originProtocolPolicy", UNKNOWN) },
    { name: "an unknown version", change: set("origins[1].customOriginConfig.originSslProtocols[0]", UNKNOWN) },
  ],
  remediated: [
    {
      name: "an origin that says nothing",
      change: all(
        remove("origins[1].customOriginConfig.originProtocolPolicy"),
        remove("origins[1].customOriginConfig.originSslProtocols"),
      ),
      set: {
        "origins[1].customOriginConfig.originProtocolPolicy": "https-only",
        "origins[1].customOriginConfig.originSslProtocols": ["TLSv1.2"],
      },
    },
  ],
});
