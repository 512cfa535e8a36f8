import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-admin";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodPermissions, said } from "../../../support/permissions";

const everything = all(set(said("Action"), "*"), set(said("Resource"), "*"));
const found = { path: "policy.Statement[0]", message: "found every action on every resource" };

describeRule(rule, {
  baselines: goodPermissions(),
  mutations: [
    { name: "everything on everything", change: everything, ...found },
    {
      name: "everything among other things",
      change: all(set(said("Action[1]"), "*:*"), set(said("Resource[1]"), "*")),
      ...found,
    },
    {
      name: "everything on everything but some",
      change: all(set(said("Action"), "*"), remove(said("Resource")), set(said("NotResource"), "arn:aws:s3:::web")),
      ...found,
    },
    ...["a policy of a role", "a policy of a user", "a policy of a group"].map((of) => ({
      name: `${of} with everything`,
      of,
      change: everything,
      ...found,
    })),
    {
      name: "an inline policy of a role",
      of: "a role",
      change: set(
        "inlinePolicies[0].policy",
        JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
      ),
      path: "inlinePolicies[0].policy.Statement",
    },
    {
      name: "everything beside a statement that is not known yet",
      change: all(everything, set("policy.Statement[2]", UNKNOWN)),
      ...found,
    },
    {
      name: "everything but some beside the rest",
      change: all(
        set("policy.Statement[0]", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
        set("policy.Statement[2]", { Effect: "Allow", Action: "iam:*", Resource: "*" }),
      ),
      path: "policy.Statement[0]",
      message: "found every action on every resource, together with other statements",
      alone: true,
    },
    {
      name: "everything by exceptions of resources",
      change: all(
        set("policy.Statement[0]", { Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::web" }),
        set("policy.Statement[2]", { Effect: "Allow", Action: ["iam:*"], Resource: ["*"] }),
        set("policy.Statement[3]", { Effect: "Allow", Action: "*:*", Resource: "arn:aws:s3:::web*" }),
      ),
      path: "policy.Statement[0]",
    },
    {
      name: "everything beside everything but some",
      change: all(
        everything,
        set("policy.Statement[2]", { Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::web" }),
      ),
      ...found,
      alone: true,
    },
    {
      name: "everything under a condition",
      change: all(everything, set(said("Condition"), { Bool: { a: "true" } })),
      ...found,
    },
  ],
  allowed: [
    { name: "everything on something", change: set(said("Action"), "*") },
    {
      name: "everything but some beside a part of the rest",
      change: all(
        set("policy.Statement[0]", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
        set("policy.Statement[2]", { Effect: "Allow", Action: "iam:Get*", Resource: "*" }),
      ),
    },
    {
      name: "everything but some beside the rest of some resources",
      change: all(
        set("policy.Statement[0]", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
        set("policy.Statement[2]", { Effect: "Allow", Action: "iam:*", Resource: "arn:aws:iam::*:role/web" }),
      ),
    },
    {
      name: "everything but some beside a Deny of the rest",
      change: all(
        set("policy.Statement[0]", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
        set("policy.Statement[2]", { Effect: "Deny", Action: "iam:*", Resource: "*" }),
      ),
    },
    { name: "something on everything", change: set(said("Resource"), "*") },
    { name: "a Deny of everything", change: all(everything, set(said("Effect"), "Deny")) },
  ],
  unknown: [
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
    { name: "actions that are not known yet", change: set(said("Action"), UNKNOWN) },
    { name: "policies of a role that are not known yet", of: "a role", change: set("inlinePolicies", UNKNOWN) },
  ],
  ignored: [{ type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} }],
});
