import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-admin-managed-policy";
import { all, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const fine = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy";
const admin = "arn:aws:iam::aws:policy/AdministratorAccess";

describeRule(rule, {
  baselines: {
    "an attachment": [
      typed<aws.iam.RolePolicyAttachmentArgs>("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role: "web",
        policyArn: fine,
      }),
    ],
    "an attachment to several": [
      typed<aws.iam.PolicyAttachmentArgs>("aws:iam/policyAttachment:PolicyAttachment", {
        policyArn: fine,
        roles: ["web"],
      }),
    ],
    "all attachments of a role": [
      typed<aws.iam.RolePolicyAttachmentsExclusiveArgs>(
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        { roleName: "web", policyArns: [fine] },
      ),
    ],
    "a role": [typed<aws.iam.RoleArgs>("aws:iam/role:Role", { assumeRolePolicy: "{}", managedPolicyArns: [fine] })],
    "a role without policies": [typed<aws.iam.RoleArgs>("aws:iam/role:Role", { assumeRolePolicy: "{}" })],
  },
  mutations: [
    { name: "an administrator", change: set("policyArn", admin), message: `found "${admin}", wanted none of` },
    { name: "several administrators", of: "an attachment to several", change: set("policyArn", admin) },
    {
      name: "an administrator among all attachments",
      of: "all attachments of a role",
      change: set("policyArns[1]", admin),
    },
    { name: "a role that is an administrator", of: "a role", change: set("managedPolicyArns[1]", admin) },
    ...["user", "group"].map((kind) => ({
      name: `an administrator by attachment to a ${kind}`,
      change: all(
        set("policyArn", "arn:aws:iam::aws:policy/IAMFullAccess"),
        state({ type: `aws:iam/${kind}PolicyAttachment:${kind === "user" ? "User" : "Group"}PolicyAttachment` }),
      ),
    })),
    { name: "nearly an administrator", change: set("policyArn", "arn:aws:iam::aws:policy/PowerUserAccess") },
    { name: "one of another partition", change: set("policyArn", "arn:aws-cn:iam::aws:policy/AdministratorAccess") },
    {
      name: "an administrator beside a policy that is not known yet",
      of: "a role",
      change: all(set("managedPolicyArns[1]", admin), set("managedPolicyArns[0]", UNKNOWN)),
    },
    {
      name: "a policy of the parameter, with a path",
      change: set("policyArn", "arn:aws:iam::aws:policy/job-function/SystemAdministrator"),
      parameters: { policies: ["SystemAdministrator"] },
    },
  ],
  allowed: [
    {
      name: "a policy of our own with such a name",
      change: set("policyArn", "arn:aws:iam::111122223333:policy/AdministratorAccess"),
    },
    { name: "a list in the place of an ARN, which AWS refuses", change: set("policyArn", [admin]) },
    {
      name: "one that only begins so",
      change: set("policyArn", "arn:aws:iam::aws:policy/AdministratorAccess-Amplify"),
    },
  ],
  unknown: [{ name: "a policy that is not known yet", change: set("policyArn", UNKNOWN) }],
});
