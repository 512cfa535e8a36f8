import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/pulumi/aws/pulumi-required-tags";
import { all, remove, set, state, type Given } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";

const tags = { owner: "shop", "cost-center": "4711", env: "production", "data-class": "internal" };

const provider = (defaultTags: unknown): Given["provider"] => ({
  type: "pulumi:providers:aws",
  name: "main",
  urn: "urn:pulumi:test::platform::pulumi:providers:aws::main",
  properties: { defaultTags },
});

const values = { owner: "platform", env: "dev", other: "x" };

describeRule(rule, {
  baselines: {
    "a bucket": [{ type: "aws:s3/bucket:Bucket", properties: { tags } }],
    "a database with tags of its provider": [
      { type: "aws:rds/instance:Instance", properties: {}, provider: provider(JSON.stringify({ tags })) },
    ],
    "a network with tags that the provider has merged": [{ type: "aws:ec2/vpc:Vpc", properties: { tagsAll: tags } }],
  },
  mutations: [
    { name: "no owner", change: remove("tags.owner"), message: "found not set, wanted a value" },
    { name: "no cost center", change: remove("tags.cost-center") },
    { name: "no environment", change: remove("tags.env") },
    { name: "no class of data", change: remove("tags.data-class") },
    { name: "no tags", change: remove("tags"), path: "tags.owner" },
    { name: "an empty owner", change: set("tags.owner", " ") },
    {
      name: "no owner beside a tag that is not known yet",
      change: all(remove("tags.owner"), set("tags.env", UNKNOWN)),
    },
    {
      name: "a provider with other tags",
      of: "a database with tags of its provider",
      change: state({ provider: provider('{"tags":{"owner":"shop"}}') }),
      path: "tags.env",
    },
    {
      name: "a tag that the stack demands",
      change: set("tags.extra", "x"),
      path: "tags.team",
      parameters: { tags: ["team"] },
    },
  ],
  allowed: [
    {
      name: "a tag that its provider gives",
      change: all(remove("tags.owner"), state({ provider: provider('{"tags":{"owner":"shop"}}') })),
    },
    {
      name: "a provider's tags that are no JSON",
      change: all(remove("tags.owner"), state({ provider: provider({ tags: { owner: "shop" } }) })),
    },
    {
      name: "what is needed only elsewhere",
      change: remove("tags.env"),
      parameters: { tags: ["owner"], values },
    },
  ],
  unknown: [
    { name: "tags that are not known yet", change: set("tags", UNKNOWN), path: "tags.owner" },
    { name: "a tag that is not known yet", change: set("tags.env", UNKNOWN) },
    {
      name: "a provider's tags that are not known yet",
      change: all(remove("tags.owner"), state({ provider: provider(UNKNOWN) })),
      path: "provider.defaultTags",
    },
  ],
  ignored: [{ type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} }],
  remediated: [
    {
      name: "a missing owner",
      change: remove("tags.owner"),
      parameters: { values },
      set: { "tags.owner": "platform" },
    },
    {
      name: "all tags",
      change: remove("tags"),
      parameters: { tags: ["owner", "env"], values },
      set: { tags: { owner: "platform", env: "dev" } },
    },
  ],
  spared: [
    {
      name: "a tag whose name every object has",
      change: set("tags.extra", "x"),
      parameters: { tags: ["constructor"] },
    },
    { name: "a tag without a value to set", change: remove("tags.owner") },
    {
      name: "a tag that its provider gives",
      of: "a database with tags of its provider",
      change: set("identifier", "shop"),
      parameters: { values },
    },
  ],
});
