import { speaksOfAll, statements, type Statement } from "../../../lib/aws/iam";
import { policyHolders } from "../../../lib/aws/s3";
import { defineRule } from "../../../lib/rule";

/** What somebody needs to undo a policy. */
const RESCUE = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

export default defineRule({
  id: "aws-s3-policy-no-lockout",
  title: "No policy of a bucket locks everybody out",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_93"],
  fields: ["policy.Statement[]"],
  why: "After such a policy nobody but the account's root user can reach the bucket, not even to take the policy back.",
  fix: "Add a condition that says which requests are refused, or deny only the actions that nobody may use.",
  appliesTo: policyHolders,
  check(resource, check) {
    const refused = new Map<Statement, readonly string[]>();
    check.each(statements(resource.at("policy")), (statement) => {
      if (statement.node.at("Effect").text() !== "Deny" || !speaksOfAll(statement) || statement.isConditional) return;
      const actions = RESCUE.filter((action) => statement.concerns(action));
      if (actions.length > 0) refused.set(statement, actions);
    });
    if (new Set([...refused.values()].flat()).size < RESCUE.length) return;
    for (const [{ node }, actions] of refused) {
      const found = actions.length === RESCUE.length ? "all actions" : `${actions.join(", ")} beside other statements`;
      check.violation({
        at: node,
        found: `a Deny of ${found} for everybody`,
        wanted: "a condition on it, or fewer actions",
      });
    }
  },
});
