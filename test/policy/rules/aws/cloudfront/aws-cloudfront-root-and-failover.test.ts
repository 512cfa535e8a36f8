import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/cloudfront/aws-cloudfront-root-and-failover";
import { all, remove, set } from "../../../support/changes";
import { goodDistribution, goodMultitenantDistribution } from "../../../support/cloudfront";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: {
    "a distribution": [goodDistribution()],
    "a distribution for several tenants": [goodMultitenantDistribution()],
  },
  mutations: [
    { name: "no root object", change: remove("defaultRootObject") },
    { name: "no second origin", change: remove("originGroups") },
    { name: "no groups", change: set("originGroups", []) },
    {
      name: "no groups beside an unknown root object",
      change: all(set("originGroups", []), set("defaultRootObject", UNKNOWN)),
    },
  ],
  unknown: [
    { name: "an unknown root object", change: set("defaultRootObject", UNKNOWN) },
    { name: "unknown groups", change: set("originGroups", UNKNOWN) },
  ],
});
