import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-oidc-trust-scoped";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
const condition = "assumeRolePolicy.Statement[0].Condition";
const clause = (operator: string, claim: string) => `${condition}.${operator}["${issuer}:${claim}"]`;
const aud = clause("StringEquals", "aud");
const sub = clause("StringEquals", "sub");
const like = (subject: unknown) => all(remove(sub), set(clause("StringLike", "sub"), subject));
const found = { path: condition };

const role = typed<aws.iam.RoleArgs>("aws:iam/role:Role", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
        Condition: {
          StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:shop:web" },
        },
      },
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
    ],
  },
});

describeRule(rule, {
  baselines: {
    "a role of a service account": [role],
    "the same as text": [
      { ...role, properties: { assumeRolePolicy: JSON.stringify(role.properties.assumeRolePolicy) } },
    ],
  },
  mutations: [
    {
      name: "no audience",
      change: remove(aud),
      ...found,
      message: "found no such condition, wanted StringEquals on :aud",
    },
    { name: "any audience", change: all(remove(aud), set(clause("StringLike", "aud"), "*")), ...found },
    {
      name: "audiences of which one is a pattern",
      change: all(remove(aud), set(clause("StringLike", "aud"), ["sts.amazonaws.com", "*"])),
      ...found,
    },
    { name: "an empty list of subjects", change: set(sub, []), ...found, message: "found no such condition" },
    { name: "no subject", change: remove(sub), ...found, message: "wanted StringEquals on :sub" },
    { name: "no condition", change: remove(condition), ...found },
    { name: "any subject", change: like("*"), ...found, message: 'found "*", wanted StringEquals on :sub' },
    { name: "any service account", change: like("system:serviceaccount:*"), ...found },
    { name: "any namespace", change: like("system:serviceaccount:*:web"), ...found },
    { name: "a pattern that reaches any service account", change: like("system:*"), ...found },
    {
      name: "one good subject beside a bad one",
      change: like(["system:serviceaccount:shop:web", "system:*"]),
      ...found,
    },
    { name: "any organization", change: like("repo:*"), ...found },
    { name: "organizations by pattern", change: like("repo:shop*/web:*"), ...found },
    { name: "an empty subject", change: set(sub, ""), ...found },
    {
      name: "an operator that is turned around",
      change: all(remove(sub), set(clause("StringNotEquals", "sub"), "system:serviceaccount:shop:web")),
      ...found,
    },
    {
      name: "an operator that lets tokens through which lack the claim",
      change: all(remove(sub), set(clause("StringEqualsIfExists", "sub"), "system:serviceaccount:shop:web")),
      ...found,
    },
    {
      name: "any subject of a provider of AWS's own",
      change: all(remove(sub), set("assumeRolePolicy.Statement[0].Principal.Federated", "accounts.google.com")),
      ...found,
    },
    {
      name: "no subject where a service is trusted, too",
      change: all(remove(sub), set("assumeRolePolicy.Statement[0].Principal.Service", "ec2.amazonaws.com")),
      ...found,
    },
    {
      name: "no subject beside a statement that is not known yet",
      change: all(remove(sub), set("assumeRolePolicy.Statement[1]", UNKNOWN)),
      ...found,
    },
  ],
  allowed: [
    { name: "all service accounts of a namespace", change: like("system:serviceaccount:shop:*") },
    { name: "all branches of a repository", change: like("repo:shop/web:*") },
    {
      name: "a pattern beside a subject that is spelled out",
      change: set(clause("StringLike", "sub"), "system:*"),
    },
    {
      name: "a pattern beside an audience that is spelled out",
      change: set(clause("StringLike", "aud"), "sts.*"),
    },
    { name: "a subject without a wildcard, however short", change: set(sub, "repo:shop") },
    { name: "a subject of another kind", change: like("project_path:shop/web:*") },
    {
      name: "a SAML provider, which has no subject",
      change: all(
        remove(condition),
        set("assumeRolePolicy.Statement[0].Principal.Federated", "arn:aws:iam::111122223333:saml-provider/office"),
      ),
    },
    { name: "a Deny", change: all(remove(sub), set("assumeRolePolicy.Statement[0].Effect", "Deny")) },
  ],
  unknown: [
    { name: "trust that is not known yet", change: set("assumeRolePolicy", UNKNOWN) },
    { name: "a subject that is not known yet", change: set(sub, UNKNOWN) },
  ],
});
