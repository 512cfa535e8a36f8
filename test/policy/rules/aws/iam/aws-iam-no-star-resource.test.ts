import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-star-resource";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodPermissions, said } from "../../../support/permissions";

const open = set(said("Resource"), "*");

describeRule(rule, {
  baselines: goodPermissions(),
  mutations: [
    {
      name: "objects of all buckets",
      change: open,
      message: "found all resources for s3:GetObject, wanted the ARNs that are needed",
    },
    ...[
      "iam:PassRole",
      "sts:AssumeRole",
      "secretsmanager:GetSecretValue",
      "ssm:GetParameter*",
      "s3:PutObject",
      "s3:DeleteObject",
      "kms:Decrypt",
      "kms:ReEncryptFrom",
      "ecr:PutImage",
      "ecr:InitiateLayerUpload",
      "ecr:UploadLayerPart",
      "ecr:CompleteLayerUpload",
      "ecr:BatchDeleteImage",
      "ecr:DeleteRepository",
      "ecr:SetRepositoryPolicy",
    ].map((action) => ({
      name: `${action} on everything`,
      change: all(open, set(said("Action"), action)),
      path: said("Resource"),
    })),
    {
      name: "many actions",
      change: all(open, set(said("Action"), "ssm:*")),
      path: said("Resource"),
      message: "ssm:GetParameter, ssm:GetParameters, ssm:GetParametersByPath and 1 more",
    },
    { name: "all of a service by its ARN", change: set(said("Resource[1]"), "arn:aws:s3:::*"), path: said("Resource") },
    {
      name: "all but some",
      change: all(remove(said("Resource")), set(said("NotResource"), "arn:aws:s3:::secret/*")),
      path: said("NotResource"),
    },
    {
      name: "all actions but some",
      change: all(open, remove(said("Action")), set(said("NotAction"), "iam:*")),
      path: said("Resource"),
    },
    {
      name: "a condition that chooses no resources",
      change: all(open, set(said("Condition"), { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } })),
    },
    {
      name: "everything for a role",
      of: "a role",
      change: set(
        "inlinePolicies[0].policy",
        JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }),
      ),
      path: "inlinePolicies[0].policy.Statement[0].Resource",
    },
    {
      name: "everything beside a statement that is not known yet",
      change: all(open, set("policy.Statement[1]", UNKNOWN)),
    },
  ],
  allowed: [
    {
      name: "actions that have no resource",
      change: all(open, set(said("Action"), ["ec2:DescribeInstances", "ecr:GetAuthorizationToken"])),
    },
    ...[
      "aws:ResourceTag/team",
      "aws:ResourceAccount",
      "aws:ResourceOrgID",
      "aws:ResourceOrgPaths",
      "ecr:ResourceTag/team",
      "iam:ResourceTag/team",
      "kms:EncryptionContext:team",
      "s3:ExistingObjectTag/team",
      "s3:ResourceAccount",
      "secretsmanager:ResourceTag/team",
      "ssm:ResourceTag/team",
    ].map((key) => ({
      name: `resources chosen by ${key}`,
      change: all(open, set(said("Condition"), { StringEquals: { [key]: "shop" } })),
    })),
    {
      name: "a key for one service only",
      change: all(
        open,
        set(said("Action"), "kms:Decrypt"),
        set(said("Condition"), { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }),
      ),
    },
    { name: "a Deny", change: all(open, set(said("Effect"), "Deny")) },
  ],
  unknown: [
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
    { name: "resources that are not known yet", change: set(said("Resource[0]"), UNKNOWN) },
    { name: "policies of a role that are not known yet", of: "a role", change: set("inlinePolicies", UNKNOWN) },
  ],
  ignored: [{ type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} }],
});
