import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/kms/aws-kms-policy";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodKey, goodKeyPolicy, otherKeys } from "../../../support/keys";

const everybody = { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" };
const Condition = { StringEquals: { "kms:CallerAccount": "111122223333" } };
const policy = (...Statement: unknown[]) => set("policy", JSON.stringify({ Version: "2012-10-17", Statement }));
const path = "policy.Statement[0].Principal";

describeRule(rule, {
  baselines: { "a key": [goodKey()], "a policy by itself": [goodKeyPolicy()], ...otherKeys() },
  mutations: [
    { name: "everybody", change: policy(everybody), path, message: "wanted named principals, or a condition" },
    { name: "everybody in short", change: policy({ ...everybody, Principal: "*" }), path },
    { name: "everybody in a policy by itself", of: "a policy by itself", change: policy(everybody), path },
    { name: "everybody in a replica", of: "a replica", change: policy(everybody), path },
    {
      name: "everybody but one",
      change: policy({ ...everybody, Principal: undefined, NotPrincipal: { AWS: "1" } }),
      path: "policy.Statement[0].NotPrincipal",
    },
    { name: "an empty condition", change: policy({ ...everybody, Condition: {} }), path },
    ...[
      { Bool: { "aws:SecureTransport": "true" } },
      { StringEqualsIfExists: { "kms:CallerAccount": "111122223333" } },
      { StringNotEquals: { "kms:CallerAccount": "111122223333" } },
      { "ForAllValues:StringEquals": { "kms:CallerAccount": "111122223333" } },
      { StringLike: { "kms:CallerAccount": "1*" } },
      { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/web" } },
    ].map((condition) => ({
      name: `a condition that lets anybody in: ${JSON.stringify(condition)}`,
      change: policy({ ...everybody, Condition: condition }),
      path,
    })),
    { name: "no check for a lockout", change: set("bypassPolicyLockoutSafetyCheck", true) },
    {
      name: "no check for a lockout beside an unknown policy",
      change: all(set("bypassPolicyLockoutSafetyCheck", true), set("policy", UNKNOWN)),
    },
    {
      name: "everybody beside an unknown statement",
      change: set("policy", { Statement: [UNKNOWN, everybody] }),
      path: "policy.Statement[1].Principal",
    },
  ],
  allowed: [
    { name: "everybody of one account", change: policy({ ...everybody, Condition }) },
    {
      name: "everybody of an organization, in two conditions",
      change: policy({
        ...everybody,
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3" }, Bool: { "aws:SecureTransport": "true" } },
      }),
    },
    {
      name: "roles of one account by pattern",
      change: policy({
        ...everybody,
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } },
      }),
    },
    { name: "everybody refused", change: policy({ ...everybody, Effect: "Deny" }) },
    { name: "no policy, which another rule asks for", change: remove("policy") },
  ],
  unknown: [
    { name: "an unknown policy", change: set("policy", UNKNOWN) },
    { name: "an unknown switch", change: set("bypassPolicyLockoutSafetyCheck", UNKNOWN) },
  ],
});
