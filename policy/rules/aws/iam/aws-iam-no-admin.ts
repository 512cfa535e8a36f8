import { leftOut, rangeOf, type Range } from "../../../lib/aws/coverage";
import { isAnyAction, type Statement } from "../../../lib/aws/iam";
import { eachPermission, permissionHolders } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

const EVERYTHING = [{ action: "*", resource: "*" }];

export default defineRule({
  id: "aws-iam-no-admin",
  title: "No policy allows everything on everything",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_1", "CKV_AWS_62", "CKV2_AWS_40", "FSBP IAM.1", "CIS AWS v5 1.15", "CIS AWS v6 2.15"],
  fields: ["policy.Statement[]", "inlinePolicies[].policy"],
  why: "Who holds such a policy owns the account, and so does everybody who breaks into what holds it.",
  fix: "List the actions that are needed, and the ARNs that they are needed on.",
  appliesTo: permissionHolders,
  check(resource, check) {
    const wanted = "the actions and resources that are needed";
    const allowed = new Map<Statement, Range>();
    let isFound = false;
    eachPermission(resource, check, (statement) => {
      const range = rangeOf(statement);
      allowed.set(statement, { ...range, actions: range.actions.map((one) => (isAnyAction(one) ? "*" : one)) });
      if (!statement.actions.some(isAnyAction)) return;
      if (statement.notResources.length === 0 && !statement.resources.some((one) => /^\*+$/.test(one))) return;
      isFound = true;
      check.violation({ at: statement.node, found: "every action on every resource", wanted });
    });
    if (isFound || leftOut(EVERYTHING, [...allowed.values()]).length > 0) return;
    // What leaves something out is a part of the whole; what only names some of it may be here for itself.
    for (const [{ node }, range] of allowed) {
      if (range.notActions.length === 0 && range.notResources.length === 0) continue;
      check.violation({ at: node, found: "every action on every resource, together with other statements", wanted });
    }
  },
});
