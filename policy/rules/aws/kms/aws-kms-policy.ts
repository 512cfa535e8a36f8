import { CALLERS } from "../../../lib/aws/callers";
import { isPublic, statements } from "../../../lib/aws/iam";
import { keyPolicies, keys } from "../../../lib/aws/kms";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

/** Who may use a key for everybody: of their own service, keys know the caller's account. */
const LIMITS = [...CALLERS, "kms:calleraccount"];

export default defineRule({
  id: "aws-kms-policy",
  title: "Policies of keys name who may use them, and cannot lock us out",
  severity: "critical",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_33", "FSBP KMS.5"],
  fields: ["policy.Statement[]", "bypassPolicyLockoutSafetyCheck"],
  why: "A key that everybody may use protects nothing. One that nobody may manage stays as it is for ever, with all data under it.",
  fix: "Name the principals, or add a Condition that says who they are, such as kms:CallerAccount; leave bypassPolicyLockoutSafetyCheck out.",
  appliesTo: (type) => keys(type) || keyPolicies(type),
  check(resource, check) {
    check.expect(resource.at("bypassPolicyLockoutSafetyCheck"), isNotOn, "false or not set");
    check.each(statements(resource.at("policy")), (statement) => {
      if (!statement.allows || !isPublic(statement) || statement.demands(...LIMITS)) return;
      check.violation({
        at: statement.node.at(statement.hasNotPrincipal ? "NotPrincipal" : "Principal"),
        wanted: "named principals, or a condition on who they are",
      });
    });
  },
});
