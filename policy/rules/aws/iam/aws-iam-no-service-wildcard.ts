import { eachPermission, fewOf, permissionHolders } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-iam-no-service-wildcard",
  title: "No policy allows all actions of a service",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["FSBP IAM.21", "AWS-0057"],
  fields: ["policy.Statement[].Action", "inlinePolicies[].policy"],
  why: "All actions of a service include those that delete its data and those that change who may use it.",
  fix: "Replace service:* with the actions that are needed; patterns such as s3:Get* are fine.",
  appliesTo: permissionHolders,
  check(resource, check) {
    eachPermission(resource, check, (statement) => {
      const whole = statement.actions.filter(isWholeService);
      if (whole.length > 0)
        check.violation({ at: statement.node.at("Action"), found: fewOf(whole), wanted: "a list of actions" });
    });
  },
});

/** All actions of one service. Those of all services are the subject of another rule. */
function isWholeService(pattern: string): boolean {
  return /^[^:]*[^:*][^:]*:\*+$/.test(pattern);
}
