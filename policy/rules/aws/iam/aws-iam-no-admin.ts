import { isAnyAction } from "../../../lib/aws/iam";
import { eachPermission, permissionHolders } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

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
    eachPermission(resource, check, (statement) => {
      if (!statement.actions.some(isAnyAction)) return;
      if (statement.notResources.length === 0 && !statement.resources.some((one) => /^\*+$/.test(one))) return;
      check.violation({
        at: statement.node,
        found: "every action on every resource",
        wanted: "the actions and resources that are needed",
      });
    });
  },
});
