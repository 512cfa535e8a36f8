import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-policy-not-public";
import { all, remove, set, type Change } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const organisation = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3" } };

const policy = typed<aws.ecr.RepositoryPolicyArgs>("aws:ecr/repositoryPolicy:RepositoryPolicy", {
  repository: "shop/web",
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "ecr:BatchGetImage" },
      { Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage", Condition: organisation },
      { Effect: "Deny", Principal: "*", Action: "ecr:PutImage" },
    ],
  },
});

const open = { Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage" };
const condition = (value: unknown): Change => set("policy.Statement[1].Condition", value);
const second = "policy.Statement[1]";

describeRule(rule, {
  baselines: { "a policy for named principals": [policy] },
  mutations: [
    {
      name: "everybody",
      change: remove("policy.Statement[1].Condition"),
      path: second,
      message: "found everybody as Principal",
    },
    {
      name: "everybody, by the other spelling",
      change: set("policy.Statement[0].Principal", { AWS: ["*"] }),
      path: "policy.Statement[0]",
    },
    {
      name: "everybody but some",
      change: set("policy.Statement[0].NotPrincipal", { AWS: "arn:aws:iam::1:root" }),
      path: "policy.Statement[0]",
    },
    {
      name: "everybody in a string",
      change: set("policy", JSON.stringify({ Statement: [open] })),
      path: "policy.Statement[0]",
    },
    { name: "one statement that is not a list", change: set("policy", { Statement: open }), path: "policy.Statement" },
    {
      name: "a condition on something else",
      change: condition({ Bool: { "aws:SecureTransport": "true" } }),
      path: second,
    },
    {
      name: "a condition that excludes",
      change: condition({ StringNotEquals: { "aws:PrincipalAccount": "1" } }),
      path: second,
    },
    {
      name: "a condition that may be missing",
      change: condition({ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3" } }),
      path: second,
    },
    {
      name: "a condition that anything fulfils",
      change: condition({ StringLike: { "aws:PrincipalOrgID": "*" } }),
      path: second,
    },
    {
      name: "everybody beside a principal that is not known yet",
      change: all(remove("policy.Statement[1].Condition"), set("policy.Statement[0].Principal", UNKNOWN)),
      path: second,
    },
  ],
  allowed: [
    {
      name: "a condition on the account",
      change: condition({ StringEquals: { "aws:PrincipalAccount": ["123456789012"] } }),
    },
    ...Object.entries({
      "aws:SourceAccount": "123456789012",
      "aws:SourceOrgID": "o-a1b2c3",
      "aws:SourceOrgPaths": "o-a1b2c3/r-1/ou-1/",
    }).map(([key, value]) => ({
      name: `a condition on ${key}`,
      change: condition({ StringEquals: { [key]: value } }),
    })),
    {
      name: "a condition on a part of the organisation",
      change: condition({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3/r-1/*" } }),
    },
  ],
  unknown: [
    { name: "an unknown policy", change: set("policy", UNKNOWN) },
    { name: "an unknown principal", change: set("policy.Statement[0].Principal", UNKNOWN) },
  ],
});
