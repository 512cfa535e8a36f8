import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-tls-only";
import { all, remove, set, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucket, goodBucketV2, statement } from "../../../support/buckets";

const ALL = "a bucket with all its parts";

const deny = (part: string) => statement(1, part);
const bucket = "arn:aws:s3:::shop-web";
const objects = `${bucket}/*`;
const key = "aws:SecureTransport";
const plain = { Bool: { [key]: "false" } };

/** Denies of everything without TLS, each changed in some parts. */
const statementsOf = (...parts: readonly object[]) =>
  parts.map((one) => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket, objects],
    Condition: plain,
    ...one,
  }));
const denies = (...parts: readonly object[]) => set("policy.Statement", statementsOf(...parts), "policy");
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
    ...Object.entries<object[]>({
      "the bucket and its objects for different actions": [
        { Action: "s3:*", Resource: bucket },
        { Action: "s3:Get*", Resource: objects },
      ],
      "the bucket alone, by two statements": [
        { Action: "s3:*", Resource: bucket },
        { Action: "*", Resource: [bucket] },
      ],
      "some of the objects beside the bucket": [{ Resource: [bucket, `${bucket}/public/*`] }],
      "all objects but some": [{ Resource: bucket }, { Resource: undefined, NotResource: `${bucket}/public/*` }],
      "all actions but some": [{ Action: undefined, NotAction: ["iam:*", "s3:GetObject"] }],
      "all actions but some, and those of the bucket": [
        { Action: undefined, NotAction: "s3:Get*" },
        { Action: "s3:Get*", Resource: bucket },
      ],
      "actions of a single letter": [{ Action: "s3:?" }],
      "actions of every letter": [{ Action: ["s3:Get*", "s3:Put*", "s3:Delete*", "s3:List*"] }],
      "all but some of everybody": [{ Principal: undefined, NotPrincipal: { AWS: "111122223333" } }],
      "everybody of a service": [{ Principal: { Service: "*" } }],
      "old versions of TLS alone": [{ Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } }],
      "plain HTTP of old versions of TLS, which there is none": [
        { Condition: { ...plain, NumericLessThan: { "s3:TlsVersion": "1.2" } } },
      ],
      "the objects with TLS": [{ Resource: bucket }, { Resource: objects, Condition: { Bool: { [key]: "true" } } }],
      "the objects in an Allow": [{ Resource: bucket }, { Resource: objects, Effect: "Allow" }],
      "requests with TLS by a negation": [{ Condition: { StringNotEquals: { [key]: "false" } } }],
      "nothing by a negation of everything": [{ Condition: { StringNotLike: { [key]: "*" } } }],
      "requests without the key": [{ Condition: { Null: { [key]: "true" } } }],
      "either value by a negation": [{ Condition: { StringNotEquals: { [key]: ["true", "false"] } } }],
      "another key with the same value": [{ Condition: { ...plain, Null: { "aws:TokenIssueTime": "false" } } }],
      "an operator that is unknown": [{ Condition: { Boolean: { [key]: "false" } } }],
    }).map(([name, parts]) => ({ name: `Denies of ${name}`, of: ALL, change: denies(...parts), ...found })),
    {
      name: "what several statements leave",
      of: ALL,
      change: denies({ Resource: bucket }, { Resource: undefined, NotResource: `${bucket}/public/*` }),
      ...found,
      message: "found none for s3:* on the bucket/public/*, wanted a statement that denies",
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
    ...Object.entries<object[]>({
      "bucket and objects by a statement each": [{ Resource: bucket }, { Resource: objects }],
      "bucket and objects by other statements with other actions": [
        { Resource: bucket, Action: "*" },
        { Resource: [objects], Action: ["s3:*", "s3:GetObject"] },
      ],
      "all actions but some, and those": [
        { Action: undefined, NotAction: ["s3:GetObject", "iam:*"] },
        { Action: "s3:Get*" },
      ],
      "all objects but some, and those": [
        { Resource: undefined, NotResource: `${bucket}/public/*` },
        { Resource: objects },
      ],
      "all but two parts, and each of those": [
        { Action: undefined, NotAction: ["s3:Get*", "s3:Put*"], Resource: undefined, NotResource: `${objects}.txt` },
        { Action: "s3:Get*" },
        { Action: "s3:P*", Resource: "arn:aws:s3:::*" },
        { Resource: [bucket, `${bucket}/*.txt`] },
      ],
      "a part without any condition": [{ Resource: bucket }, { Resource: objects, Condition: undefined }],
      "old versions of TLS besides": [{}, { Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } }],
      "an operator that also refuses requests without the key": [{ Condition: { BoolIfExists: { [key]: "false" } } }],
      "two operators that say the same": [{ Condition: { ...plain, BoolIfExists: { [key]: "false" } } }],
      "a key that must be there": [{ Condition: { ...plain, Null: { [key]: false } } }],
      "the value as a string": [{ Condition: { StringEquals: { [key]: "false" } } }],
      "requests that are not encrypted by a negation": [{ Condition: { StringNotEquals: { [key]: "true" } } }],
      "one value of several": [{ Condition: { "ForAnyValue:Bool": { "AWS:SECURETRANSPORT": ["false", "true"] } } }],
      "everybody among others": [{ Principal: { AWS: ["111122223333", "*"], Service: "ec2.amazonaws.com" } }],
      "resources of another partition": [{ Resource: ["arn:aws-cn:s3:::shop-web", "arn:aws-cn:s3:::shop-web/*"] }],
      "resources by pattern": [{ Resource: ["arn:aws:s3:::shop-*", "arn:aws:s3:::*-web/*"] }],
    }).map(([name, parts]) => ({ name: `Denies of ${name}`, of: ALL, change: denies(...parts) })),
    {
      name: "Denies that are enough beside a statement that is not known yet",
      of: ALL,
      change: all(denies({}), set("policy.Statement[2]", UNKNOWN, "policy")),
    },
    {
      name: "a policy of several statements as text",
      of: ALL,
      change: set(
        "policy",
        JSON.stringify({ Statement: statementsOf({ Resource: bucket }, { Resource: objects }) }),
        "policy",
      ),
    },
    {
      name: "several statements under the other names",
      of: "the same under the other names",
      change: denies({ Resource: bucket }, { Resource: objects }),
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
    {
      name: "objects in a statement that is not known yet",
      of: ALL,
      change: all(denies({ Resource: bucket }), set("policy.Statement[1]", UNKNOWN, "policy")),
      path: "policy.Statement[1]",
    },
  ],
});
