import { isAnyResource } from "../../../lib/aws/iam";
import { eachPermission, fewOf, permissionHolders } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

/** Actions on single resources, which give away secrets, data or rights when they are allowed on all. */
const RESTRICTABLE = [
  "iam:PassRole",
  "sts:AssumeRole",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "ssm:GetParameterHistory",
  "s3:GetObject",
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
];

/** Conditions that choose resources as well as an ARN does. */
const CHOOSING = [
  "aws:resourcetag/",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
  "ecr:resourcetag/",
  "iam:resourcetag/",
  "kms:encryptioncontext:",
  "kms:viaservice",
  "s3:existingobjecttag/",
  "s3:resourceaccount",
  "secretsmanager:resourcetag/",
  "ssm:resourcetag/",
];

export default defineRule({
  id: "aws-iam-no-star-resource",
  title: "Policies name the secrets, keys, objects, images and roles that they allow the use of",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_AWS_107",
    "CKV_AWS_108",
    "CKV_AWS_111",
    "CKV_AWS_287",
    "CKV_AWS_288",
    "CKV_AWS_290",
    "CKV_AWS_355",
    "CKV_AWS_356",
    "FSBP KMS.1",
    "FSBP KMS.2",
    "AWS-0342",
    "AWS-0345",
  ],
  fields: ["policy.Statement[].Resource", "policy.Statement[].NotResource", "inlinePolicies[].policy"],
  why: "On Resource * these actions reach the secrets and data of every other program in the account, or its roles.",
  fix: "Name the ARNs that are needed in Resource, or choose the resources by a condition on aws:ResourceTag.",
  appliesTo: permissionHolders,
  check(resource, check) {
    eachPermission(resource, check, (statement) => {
      if (!isAnyResource(statement)) return;
      const open = RESTRICTABLE.filter((action) => statement.concerns(action));
      if (open.length === 0 || statement.demands(...CHOOSING)) return;
      const key = statement.notResources.length > 0 ? "NotResource" : "Resource";
      check.violation({
        at: statement.node.at(key),
        found: `all resources for ${fewOf(open)}`,
        wanted: "the ARNs that are needed",
      });
    });
  },
});
