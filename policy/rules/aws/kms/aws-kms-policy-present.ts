import { keyPolicies, keys } from "../../../lib/aws/kms";
import { isLeftOut } from "../../../lib/aws/stated";
import { isFilled } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

/** The name of the policy that AWS gives to a key without one, and which is among its outputs then. */
const DEFAULT = "key-default-1";

export default defineRule({
  id: "aws-kms-policy-present",
  title: "Every key has a policy that was written for it",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV2_AWS_64"],
  fields: ["Key policy", "KeyPolicy keyId"],
  why: "The default policy leaves the key to everybody whom any IAM policy of the account lets use keys.",
  fix: "Set policy, or add a KeyPolicy with the key's keyId.",
  appliesTo: keys,
  checkStack(stack, check) {
    check.each(stack.where(keys), (key) => {
      if (stack.joined(key, keyPolicies, "keyId").length > 0) return;
      const policy = key.at("policy");
      const wanted = "a policy, here or as a KeyPolicy";
      if (isLeftOut(key, "policy") || policy.parsed().at("Id").text() === DEFAULT)
        check.violation(key, { at: policy, found: "the policy that AWS makes", wanted });
      else check.expect(key, policy, isFilled, wanted);
    });
  },
});
