import { roles } from "../../../lib/aws/permissions";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const attachments = types(
  "aws:iam/policyAttachment:PolicyAttachment",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
);

export default defineRule<{ policies: string[] }>({
  id: "aws-iam-no-admin-managed-policy",
  title: "Nobody is made an administrator by a policy of AWS",
  severity: "critical",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_274", "CKV2_AWS_56"],
  fields: ["policyArn", "policyArns[]", "managedPolicyArns[]"],
  why: "These policies allow everything, or changing who may do everything, to whatever program runs with them.",
  fix: "Attach a policy that allows only the actions that are needed.",
  appliesTo: (type) => attachments(type) || roles(type),
  parameters: {
    policies: {
      type: "array",
      items: { type: "string" },
      description: "Names of the policies of AWS that nobody may have.",
      default: ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"],
    },
  },
  check(resource, check) {
    const { policies } = check.parameters;
    const isAllowed = (arn: unknown) => {
      const name = typeof arn === "string" ? /^arn:[^:]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] : undefined;
      return name === undefined || !policies.includes(name);
    };
    const arns = [
      resource.at("policyArn"),
      ...resource.at("policyArns").items(),
      ...resource.at("managedPolicyArns").items(),
    ];
    check.each(arns, (arn) => check.expect(arn, isAllowed, `none of ${policies.join(", ")}`));
  },
});
