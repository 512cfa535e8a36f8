import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-tls-only";
import { remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2, statement } from "../../../support/buckets";

const ALL = "a bucket with all its parts";

const deny = (part: string) => statement(1, part);
const found = { path: "policy", resource: "policy" };

describeRule(rule, {
  baselines: {
    "a policy as text": goodBucket().map((one) =>
      one.name === "policy" ? { ...one, properties: { policy: JSON.stringify(one.properties.policy) } } : one,
    ),
    "a bucket with all its parts": goodBucket(),
    "the same under the other names": goodBucketV2(),
  },
  mutations: [
    {
      name: "a bucket without a policy",
      of: ALL,
      change: without("policy"),
      path: "bucket",
      message: "wanted a BucketPolicy with a statement that denies",
    },
    {
      name: "a policy without the statement",
      of: ALL,
      change: remove("policy.Statement[1]", "policy"),
      ...found,
      message: "found no such statement",
    },
    { name: "an Allow", of: ALL, change: set(deny("Effect"), "Allow", "policy"), ...found },
    { name: "fewer principals", of: ALL, change: set(deny("Principal"), { AWS: "111122223333" }, "policy"), ...found },
    { name: "fewer actions", of: ALL, change: set(deny("Action"), "s3:Get*", "policy"), ...found },
    { name: "the bucket alone", of: ALL, change: remove(deny("Resource[1]"), "policy"), ...found },
    { name: "the objects alone", of: ALL, change: remove(deny("Resource[0]"), "policy"), ...found },
    {
      name: "some of the objects",
      of: ALL,
      change: set(deny("Resource[1]"), "arn:aws:s3:::shop-web/public/*", "policy"),
      ...found,
    },
    {
      name: "requests with TLS",
      of: ALL,
      change: set(deny('Condition.Bool["aws:SecureTransport"]'), "true", "policy"),
      ...found,
    },
    {
      name: "another condition besides",
      of: ALL,
      change: set(deny("Condition.StringEquals"), { "aws:PrincipalOrgID": "o-1" }, "policy"),
      ...found,
    },
    { name: "no condition", of: ALL, change: remove(deny("Condition"), "policy"), ...found },
    {
      name: "an operator that lets requests through which lack the key",
      of: ALL,
      change: set(deny("Condition"), { BoolIfExists: { "aws:SecureTransport": "false" } }, "policy"),
      ...found,
    },
  ],
  allowed: [
    { name: "every principal by kind", of: ALL, change: set(deny("Principal"), { AWS: "*" }, "policy") },
    { name: "every action", of: ALL, change: set(deny("Action"), "*", "policy") },
    { name: "every action beside one", of: ALL, change: set(deny("Action"), ["s3:GetObject", "s3:*"], "policy") },
    { name: "every resource", of: ALL, change: set(deny("Resource"), "*", "policy") },
    {
      name: "one pattern for bucket and objects",
      of: ALL,
      change: set(deny("Resource"), ["arn:aws:s3:::shop-web*"], "policy"),
    },
    {
      name: "false as a truth value",
      of: ALL,
      change: set(deny('Condition.Bool["aws:SecureTransport"]'), false, "policy"),
    },
  ],
  unknown: [
    { name: "a policy that is not known yet", of: ALL, change: set("policy", UNKNOWN, "policy"), path: "policy" },
    { name: "a condition that is not known yet", of: ALL, change: set(deny("Condition"), UNKNOWN, "policy") },
  ],
});
