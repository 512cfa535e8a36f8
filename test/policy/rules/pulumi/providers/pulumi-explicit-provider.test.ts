import rule from "../../../../../policy/rules/pulumi/providers/pulumi-explicit-provider";
import { state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const provider = (type: string, name: string) => ({
  type: `pulumi:providers:${type}`,
  name,
  urn: `urn:pulumi:test::platform::pulumi:providers:${type}::${name}`,
  properties: {},
});

const bucket: Given = { type: "aws:s3/bucket:Bucket", properties: {}, provider: provider("aws", "main") };
const config: Given = {
  type: "kubernetes:core/v1:ConfigMap",
  properties: {},
  provider: provider("kubernetes", "cluster-provider"),
};

describeRule(rule, {
  baselines: { "a resource of AWS": [bucket], "an object of Kubernetes": [config] },
  mutations: [
    {
      name: "the default provider of AWS",
      change: state({ provider: provider("aws", "default_7_48_0") }),
      path: "provider",
      message: "found the default provider default_7_48_0",
    },
    {
      name: "the default provider of Kubernetes, without a version",
      of: "an object of Kubernetes",
      change: state({ provider: provider("kubernetes", "default") }),
      path: "provider",
    },
  ],
  allowed: [{ name: "a component, which has no provider", change: state({ provider: undefined }) }],
  // The provider of a resource is always known.
  unknown: [],
  ignored: [{ type: "random:index/randomId:RandomId", properties: {}, provider: provider("random", "default_4_0_0") }],
});
