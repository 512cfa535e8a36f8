import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-privilege-escalation";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodPermissions, said } from "../../../support/permissions";

const path = "policy.Statement[0]";
const pass = set(said("Action"), ["iam:PassRole", "lambda:CreateFunction"]);
const bound = set(said("Condition"), { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } });

describeRule(rule, {
  baselines: goodPermissions(),
  mutations: [
    ...[
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
    ].map((action) => ({
      name: action,
      change: set(said("Action"), [action]),
      path,
      message: `found ${action}, wanted`,
    })),
    { name: "actions by pattern", change: set(said("Action"), "iam:Attach*"), path, message: "iam:AttachUserPolicy, " },
    { name: "all actions but some", change: all(remove(said("Action")), set(said("NotAction"), "s3:*")), path },
    ...[
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
    ].map((action) => ({
      name: `passing a role to a program of one's own by ${action}`,
      change: set(said("Action"), ["iam:PassRole", action]),
      path,
      message: `found iam:PassRole together with ${action}`,
    })),
    {
      name: "the same in two statements",
      change: all(
        set(said("Action"), "iam:PassRole"),
        set("policy.Statement[1]", { Effect: "Allow", Action: "ec2:RunInstances", Resource: "*" }),
      ),
      path,
      message: "ec2:RunInstances",
    },
    {
      name: "the same in two policies of a role",
      of: "a role",
      change: all(
        set("inlinePolicies[0].policy", JSON.stringify({ Statement: [{ Effect: "Allow", Action: "iam:PassRole" }] })),
        set("inlinePolicies[1]", {
          policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "ecs:RunTask" }] }),
        }),
      ),
      path: "inlinePolicies[0].policy.Statement[0]",
    },
    {
      name: "an action beside a statement that is not known yet",
      change: all(set(said("Action"), "iam:CreateAccessKey"), set("policy.Statement[1]", UNKNOWN)),
      path,
    },
  ],
  allowed: [
    { name: "passing a role without a program", change: set(said("Action"), "iam:PassRole") },
    { name: "a program without passing a role", change: set(said("Action"), "lambda:CreateFunction") },
    { name: "passing a role to one service", change: all(pass, bound) },
    {
      name: "an action within a boundary",
      change: all(
        set(said("Action"), "iam:PutRolePolicy"),
        set(said("Condition"), {
          StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/bound" },
        }),
      ),
    },
    { name: "a Deny", change: all(set(said("Action"), "iam:*"), set(said("Effect"), "Deny")) },
    { name: "actions that only read", change: set(said("Action"), ["iam:Get*", "iam:List*"]) },
  ],
  unknown: [
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
    { name: "actions that are not known yet", change: set(said("Action"), UNKNOWN) },
    { name: "policies of a role that are not known yet", of: "a role", change: set("inlinePolicies", UNKNOWN) },
  ],
  ignored: [{ type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} }],
});
