import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-policy-no-public";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodBucketPolicy, statement } from "../../../support/buckets";
import { typed } from "../../../support/typed";

const policy = goodBucketPolicy();
const point = typed<aws.s3.AccessPointArgs>("aws:s3/accessPoint:AccessPoint", {
  bucket: "web",
  policy: JSON.stringify(policy.properties.policy),
});
const allow = (part: string) => statement(0, part);
const open = set(allow("Principal"), "*");
const risky = set(allow("Action"), ["s3:GetObject", "s3:PutBucketPolicy"]);

describeRule(rule, {
  baselines: {
    "a policy": [policy],
    "a bucket with a policy of its own": [{ type: "aws:s3/bucket:Bucket", properties: { ...policy.properties } }],
    "an access point": [point],
    "the policy of an access point": [
      {
        type: "aws:s3control/accessPointPolicy:AccessPointPolicy",
        properties: { accessPointArn: "arn", policy: policy.properties.policy },
      },
    ],
    "a bucket without a policy": [{ type: "aws:s3/bucketV2:BucketV2", properties: {} }],
  },
  mutations: [
    { name: "everybody", change: open, message: 'found "*", wanted named principals' },
    { name: "everybody by kind", change: set(allow("Principal"), { AWS: ["1", "*"] }), path: allow("Principal") },
    {
      name: "everybody except some",
      change: all(remove(allow("Principal")), set(allow("NotPrincipal"), { AWS: "1" })),
      path: allow("NotPrincipal"),
    },
    { name: "everybody in a bucket's own policy", of: "a bucket with a policy of its own", change: open },
    {
      name: "everybody in the policy of an access point",
      of: "an access point",
      change: set("policy", JSON.stringify({ Statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject" } })),
      path: "policy.Statement.Principal",
    },
    { name: "everybody in the policy of an access point by itself", of: "the policy of an access point", change: open },
    {
      name: "a condition that does not say who",
      change: all(open, set(allow("Condition"), { StringLike: { "aws:Referer": "https://example.org/*" } })),
    },
    {
      name: "a condition that is turned around",
      change: all(open, set(allow("Condition"), { StringNotEquals: { "aws:SourceVpce": "vpce-1" } })),
    },
    {
      name: "everybody beside a statement that is not known yet",
      change: all(open, set("policy.Statement[2]", UNKNOWN)),
    },
    {
      name: "control for another account",
      change: risky,
      path: "policy.Statement[0]",
      message: "found s3:PutBucketPolicy, wanted no control of the bucket",
    },
    ...[
      "s3:DeleteBucketPolicy",
      "s3:PutBucketAcl",
      "s3:PutBucketPolicy",
      "s3:PutEncryptionConfiguration",
      "s3:PutObjectAcl",
    ].map((action) => ({
      name: `${action} for another account`,
      change: set(allow("Action"), [action]),
      path: "policy.Statement[0]",
      message: `found ${action}, wanted no control of the bucket`,
    })),
    {
      name: "control for another account beside one of ours",
      change: all(risky, set(allow("Principal"), { AWS: ["111122223333", "999900001111"] })),
      path: "policy.Statement[0]",
      parameters: { accounts: ["111122223333"] },
    },
    { name: "control by pattern", change: set(allow("Action"), "s3:Put*"), path: "policy.Statement[0]" },
    {
      name: "control for an organization",
      change: all(risky, open, set(allow("Condition"), { StringEquals: { "aws:PrincipalOrgID": "o-1" } })),
      path: "policy.Statement[0]",
    },
    {
      name: "control for an account that is none of the given ones",
      change: risky,
      path: "policy.Statement[0]",
      parameters: { accounts: ["999900001111"] },
    },
    {
      name: "control for a user that only has a number",
      change: all(risky, set(allow("Principal"), { CanonicalUser: "f".repeat(64) })),
      path: "policy.Statement[0]",
      parameters: { accounts: ["111122223333"] },
    },
  ],
  allowed: [
    ...Object.entries({
      "aws:PrincipalOrgID": "o-1",
      "aws:PrincipalOrgPaths": "o-1/r-1/ou-1/",
      "aws:SourceOrgID": "o-1",
      "aws:SourceOrgPaths": "o-1/r-1/ou-1/",
      "aws:PrincipalAccount": "111122223333",
      "aws:PrincipalArn": "arn:aws:iam::111122223333:role/web",
      "aws:SourceAccount": "111122223333",
      "aws:SourceVpc": "vpc-1",
      "aws:SourceVpce": "vpce-1",
      "s3:DataAccessPointAccount": "111122223333",
      "s3:DataAccessPointArn": "arn:aws:s3:eu-central-1:111122223333:accesspoint/web",
      "aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E1",
    }).map(([key, value]) => ({
      name: `everybody with ${key}`,
      change: all(open, set(allow("Condition"), { StringEquals: { [key]: value } })),
    })),
    { name: "a service", change: all(risky, set(allow("Principal"), { Service: "cloudtrail.amazonaws.com" })) },
    { name: "control for an account of ours", change: risky, parameters: { accounts: ["111122223333"] } },
    { name: "a Deny for everybody", change: all(open, set(allow("Effect"), "Deny")) },
  ],
  unknown: [
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
    { name: "a principal that is not known yet", change: set(allow("Principal"), UNKNOWN) },
  ],
});
