import rule from "../../../../../policy/rules/pulumi/kubernetes/pulumi-no-helm-release";
import { state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

describeRule(rule, {
  baselines: { "a Chart of helm.sh/v4": [{ type: "kubernetes:helm.sh/v4:Chart", properties: { chart: "web" } }] },
  mutations: [
    {
      name: "a Release",
      change: state({ type: "kubernetes:helm.sh/v3:Release" }),
      path: "chart",
      message: "found a Release of helm.sh/v3",
    },
  ],
  // The type of a resource is always known.
  unknown: [],
  ignored: [{ type: "kubernetes:helm.sh/v3:Chart", properties: {} }],
});
