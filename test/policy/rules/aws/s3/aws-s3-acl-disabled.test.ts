import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/s3/aws-s3-acl-disabled";
import { all, remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const controls = typed<aws.s3.BucketOwnershipControlsArgs>("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
  bucket: "web",
  rule: { objectOwnership: "BucketOwnerEnforced" },
});
const bucket = typed<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { acl: "private", grants: [] });

describeRule(rule, {
  baselines: {
    "ownership of the bucket's owner": [controls],
    "a bucket": [bucket],
    "a bucket under its other name": [{ ...bucket, type: "aws:s3/bucketV2:BucketV2" }],
  },
  mutations: [
    {
      name: "ownership of who writes",
      change: set("rule.objectOwnership", "ObjectWriter"),
      message: 'found "ObjectWriter", wanted BucketOwnerEnforced',
    },
    { name: "ownership that is only preferred", change: set("rule.objectOwnership", "BucketOwnerPreferred") },
    { name: "controls without a rule", change: remove("rule"), path: "rule.objectOwnership" },
    {
      name: "an ACL, even a private one",
      change: state({ type: "aws:s3/bucketAcl:BucketAcl", properties: { bucket: "web", acl: "private" } }),
      path: "acl",
      message: "found a BucketAcl, wanted none",
    },
    {
      name: "an ACL under its other name",
      change: state({ type: "aws:s3/bucketAclV2:BucketAclV2", properties: { bucket: "web" } }),
      path: "acl",
    },
    { name: "an ACL in the bucket", of: "a bucket", change: set("acl", "log-delivery-write") },
    {
      name: "a grant in the bucket beside an ACL that is not known yet",
      of: "a bucket",
      change: all(set("grants", [{ id: "f", type: "CanonicalUser", permissions: ["READ"] }]), set("acl", UNKNOWN)),
    },
  ],
  allowed: [{ name: "a bucket that says nothing", of: "a bucket", change: all(remove("acl"), remove("grants")) }],
  unknown: [{ name: "ownership that is not known yet", change: set("rule.objectOwnership", UNKNOWN) }],
});
