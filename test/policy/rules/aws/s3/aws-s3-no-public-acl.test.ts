import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-no-public-acl";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
const bucket = typed<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", {
  acl: "private",
  grants: [{ id: "f".repeat(64), type: "CanonicalUser", permissions: ["READ"] }],
});
const acl = typed<aws.s3.BucketAclArgs>("aws:s3/bucketAcl:BucketAcl", {
  bucket: "web",
  acl: "log-delivery-write",
  accessControlPolicy: {
    owner: { id: "f".repeat(64) },
    grants: [
      {
        permission: "WRITE",
        grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" },
      },
    ],
  },
});
const uri = "accessControlPolicy.grants[0].grantee.uri";

describeRule(rule, {
  baselines: {
    "a bucket": [bucket],
    "an ACL": [acl],
    "a bucket under its other name": [{ ...bucket, type: "aws:s3/bucketV2:BucketV2" }],
    "an ACL under its other name": [{ ...acl, type: "aws:s3/bucketAclV2:BucketAclV2" }],
  },
  mutations: [
    ...["public-read", "public-read-write", "authenticated-read", "website"].flatMap((value) => [
      { name: `a bucket with ${value}`, change: set("acl", value), message: `found "${value}"` },
      { name: `an ACL with ${value}`, of: "an ACL", change: set("acl", value) },
    ]),
    { name: "a grant of a bucket to everybody", change: set("grants[0].uri", everybody) },
    { name: "a grant of an ACL to everybody", of: "an ACL", change: set(uri, everybody) },
    {
      name: "a grant to everybody with an AWS account",
      of: "an ACL under its other name",
      change: set(uri, "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
    },
    {
      name: "a grant beside one that is not known yet",
      of: "an ACL",
      change: all(set(uri, everybody), set("accessControlPolicy.grants[1]", UNKNOWN), set("acl", UNKNOWN)),
      path: uri,
    },
  ],
  allowed: [{ name: "no ACL", change: remove("acl") }],
  unknown: [
    { name: "an ACL that is not known yet", change: set("acl", UNKNOWN) },
    { name: "grants that are not known yet", of: "an ACL", change: set("accessControlPolicy.grants", UNKNOWN) },
  ],
});
