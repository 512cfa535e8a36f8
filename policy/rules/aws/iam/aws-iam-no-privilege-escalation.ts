import type { Statement } from "../../../lib/aws/iam";
import { eachPermission, fewOf, permissionHolders } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";

/** Each of these is enough to become somebody who may do more. */
const ALONE = [
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:AttachUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:PutUserPolicy",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:AddUserToGroup",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:UpdateAssumeRolePolicy",
];

/** Each of these runs programs of one's own under a role that one may pass. */
const WITH_PASS_ROLE = [
  "autoscaling:CreateAutoScalingGroup",
  "cloudformation:CreateStack",
  "codebuild:CreateProject",
  "datapipeline:CreatePipeline",
  "ec2:RunInstances",
  "ecs:RunTask",
  "ecs:StartTask",
  "glue:CreateDevEndpoint",
  "glue:CreateJob",
  "lambda:CreateFunction",
  "sagemaker:CreateNotebookInstance",
  "sagemaker:CreateProcessingJob",
  "sagemaker:CreateTrainingJob",
];

export default defineRule({
  id: "aws-iam-no-privilege-escalation",
  title: "No policy lets its holder take more rights",
  severity: "critical",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_109", "CKV_AWS_110", "CKV_AWS_286", "CKV_AWS_289"],
  fields: ["policy.Statement[]", "inlinePolicies[].policy"],
  why: "Who may change policies, make keys of others, or run programs under any role is an administrator by one detour.",
  fix: "Remove the action, or add a condition: iam:PermissionsBoundary, iam:PolicyARN, or iam:PassedToService for iam:PassRole.",
  appliesTo: permissionHolders,
  check(resource, check) {
    const wanted = "a condition on these actions, or none of them";
    eachPermission(resource, check, (statement) => {
      const open = ALONE.filter((action) => statement.concerns(action));
      if (open.length > 0 && !statement.isConditional)
        check.violation({ at: statement.node, found: fewOf(open), wanted });
    });
    const runs = new Set<string>();
    const passes: Statement[] = [];
    eachPermission(resource, check, (statement) => {
      WITH_PASS_ROLE.filter((action) => statement.concerns(action)).forEach((action) => runs.add(action));
      if (statement.concerns("iam:PassRole") && !statement.isConditional) passes.push(statement);
    });
    if (runs.size === 0) return;
    for (const { node } of passes)
      check.violation({ at: node, found: `iam:PassRole together with ${fewOf([...runs])}`, wanted });
  },
});
