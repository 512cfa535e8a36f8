import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-password-policy";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const policy = typed<aws.iam.AccountPasswordPolicyArgs>("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", {
  minimumPasswordLength: 14,
  passwordReusePrevention: 24,
  requireLowercaseCharacters: true,
  requireUppercaseCharacters: true,
  requireNumbers: true,
  requireSymbols: true,
});
const names = Object.keys(policy.properties);

describeRule(rule, {
  baselines: { "a policy": [policy] },
  mutations: [
    { name: "short passwords", change: set("minimumPasswordLength", 13), message: "found 13, wanted 14 or more" },
    { name: "passwords that come back", change: set("passwordReusePrevention", 23) },
    ...names
      .filter((name) => name.startsWith("require"))
      .map((name) => ({ name: `no ${name}`, change: set(name, false) })),
    ...names.map((name) => ({ name: `nothing said of ${name}`, change: remove(name), message: "found not set" })),
    {
      name: "no symbols where the length is not known yet",
      change: all(set("requireSymbols", false), set("minimumPasswordLength", UNKNOWN)),
    },
  ],
  allowed: [{ name: "longer passwords", change: set("minimumPasswordLength", 20) }],
  unknown: [{ name: "a length that is not known yet", change: set("minimumPasswordLength", UNKNOWN) }],
  remediated: [
    {
      name: "a policy that says nothing",
      change: all(...names.map((name) => remove(name))),
      set: { ...policy.properties },
    },
  ],
});
