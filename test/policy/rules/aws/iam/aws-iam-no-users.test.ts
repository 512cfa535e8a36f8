import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-users";
import { remove, set, state } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { typed } from "../../../support/typed";

const attachment = typed<aws.iam.PolicyAttachmentArgs>("aws:iam/policyAttachment:PolicyAttachment", {
  policyArn: "arn:aws:iam::111122223333:policy/web",
  roles: ["web"],
  users: [],
});

describeRule(rule, {
  baselines: { "an attachment to roles": [attachment] },
  mutations: [
    { name: "an attachment to users", change: set("users", ["bob"]), message: 'found ["bob"], wanted no users' },
    ...[
      { type: "aws:iam/user:User", path: "name" },
      { type: "aws:iam/accessKey:AccessKey", path: "user" },
      { type: "aws:iam/userLoginProfile:UserLoginProfile", path: "user" },
      { type: "aws:iam/userPolicy:UserPolicy", path: "user" },
      { type: "aws:iam/userPolicyAttachment:UserPolicyAttachment", path: "user" },
    ].map(({ type, path }) => ({
      name: `a ${type.split(":")[2]}`,
      change: state({ type, properties: { [path]: "bob" } }),
      path,
      message: `found a ${type.split(":")[2]}, wanted a role instead of a user`,
    })),
  ],
  allowed: [{ name: "an attachment that does not speak of users", change: remove("users") }],
  unknown: [{ name: "users that are not known yet", change: set("users", UNKNOWN) }],
  ignored: [{ type: "aws:iam/group:Group", properties: {} }],
});
