import { isAnyAction } from "../../../lib/aws/iam";
import { eachPermission, permissionHolders } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-iam-no-star-action",
  title: "Policies list the actions that they allow",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_49", "CKV_AWS_63", "FSBP IAM.21"],
  fields: ["policy.Statement[].Action", "policy.Statement[].NotAction", "inlinePolicies[].policy"],
  why: "A policy that allows all actions, or all but some, also allows every action that AWS adds later.",
  fix: "Replace the wildcard or NotAction with a list of the actions that are needed.",
  appliesTo: permissionHolders,
  check(resource, check) {
    eachPermission(resource, check, (statement) => {
      if (statement.actions.some(isAnyAction))
        check.violation({ at: statement.node.at("Action"), wanted: "a list of actions" });
    });
    eachPermission(resource, check, (statement) => {
      const excepted = statement.node.at("NotAction");
      if (excepted.exists) check.violation({ at: excepted, wanted: "Action with a list of actions" });
    });
  },
});
