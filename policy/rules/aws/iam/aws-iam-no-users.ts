import { defineRule } from "../../../lib/rule";

/** The kinds that only users have, and the property that names the user. */
const OF_USERS: Readonly<Record<string, string>> = {
  "aws:iam/user:User": "name",
  "aws:iam/accessKey:AccessKey": "user",
  "aws:iam/userLoginProfile:UserLoginProfile": "user",
  "aws:iam/userPolicy:UserPolicy": "user",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "user",
};

const ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";

export default defineRule({
  id: "aws-iam-no-users",
  title: "There are no IAM users",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: [
    "CKV_AWS_40",
    "CKV_AWS_273",
    "CKV2_AWS_22",
    "FSBP IAM.2",
    "AWS-0143",
    "CIS AWS v5 1.14",
    "CIS AWS v5 1.20",
    "CIS AWS v6 2.14",
    "CIS AWS v6 2.20",
  ],
  fields: ["User", "AccessKey", "UserLoginProfile", "UserPolicy", "UserPolicyAttachment", "PolicyAttachment users"],
  why: "Keys and passwords of users are valid until somebody revokes them. Roles give credentials that end by themselves.",
  fix: "Use a role: of the service account for programs, of an OIDC provider for pipelines, of the identity center for people.",
  appliesTo: (type) => type === ATTACHMENT || Object.hasOwn(OF_USERS, type),
  check(resource, check) {
    if (resource.type === ATTACHMENT) {
      check.expect(resource.at("users"), (value) => !Array.isArray(value) || value.length === 0, "no users");
      return;
    }
    const at = resource.at(OF_USERS[resource.type] ?? "name");
    check.violation({ at, found: `a ${resource.kind.name}`, wanted: "a role instead of a user" });
  },
});
