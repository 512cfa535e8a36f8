import { atLeast, isOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const LENGTH = 14;
/** The most that IAM can remember. */
const REMEMBERED = 24;

const CLASSES = [
  "requireLowercaseCharacters",
  "requireUppercaseCharacters",
  "requireNumbers",
  "requireSymbols",
] as const;

export default defineRule({
  id: "aws-iam-password-policy",
  title: "Passwords of the account are long, mixed and new",
  severity: "low",
  levels: { dev: "mandatory", production: "mandatory" },
  references: [
    "CKV_AWS_10",
    "CKV_AWS_11",
    "CKV_AWS_12",
    "CKV_AWS_13",
    "CKV_AWS_14",
    "CKV_AWS_15",
    "FSBP IAM.7",
    "CIS AWS v5 1.7",
    "CIS AWS v5 1.8",
    "CIS AWS v6 2.7",
    "CIS AWS v6 2.8",
  ],
  fields: ["minimumPasswordLength", "passwordReusePrevention", ...CLASSES],
  why: "What the policy does not say falls back to what IAM accepts: six characters of any kind, used before.",
  fix: "Set minimumPasswordLength to 14, passwordReusePrevention to 24, and require characters of all four classes.",
  appliesTo: types("aws:iam/accountPasswordPolicy:AccountPasswordPolicy"),
  check(resource, check) {
    check.expect(resource.at("minimumPasswordLength"), atLeast(LENGTH), `${LENGTH} or more`);
    check.expect(resource.at("passwordReusePrevention"), atLeast(REMEMBERED), `${REMEMBERED}`);
    for (const name of CLASSES) check.expect(resource.at(name), isOn, "true");
  },
  remediate(resource, remedy) {
    remedy.setIfAbsent(resource.at("minimumPasswordLength"), LENGTH);
    remedy.setIfAbsent(resource.at("passwordReusePrevention"), REMEMBERED);
    for (const name of CLASSES) remedy.setIfAbsent(resource.at(name), true);
  },
});
