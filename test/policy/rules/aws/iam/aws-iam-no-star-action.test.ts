import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-star-action";
import { all, remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodPermissions, said } from "../../../support/permissions";

describeRule(rule, {
  baselines: goodPermissions(),
  mutations: [
    { name: "all actions", change: set(said("Action"), "*"), message: 'found "*", wanted a list of actions' },
    { name: "all actions of all services", change: set(said("Action[1]"), "*:*"), path: said("Action") },
    {
      name: "all actions but some",
      change: all(remove(said("Action")), set(said("NotAction"), "iam:*")),
      path: said("NotAction"),
    },
    {
      name: "all actions of a role",
      of: "a role",
      change: set("inlinePolicies[0].policy", JSON.stringify({ Statement: [{ Effect: "Allow", Action: ["*"] }] })),
      path: "inlinePolicies[0].policy.Statement[0].Action",
    },
    {
      name: "NotAction beside actions that are not known yet",
      change: all(set(said("Action"), UNKNOWN), set(said("NotAction"), "iam:*")),
      path: said("NotAction"),
    },
  ],
  allowed: [
    { name: "all actions of one service, which is the subject of another rule", change: set(said("Action"), "s3:*") },
    {
      name: "a Deny of all but some",
      change: all(remove(said("Action")), set(said("NotAction"), "iam:*"), set(said("Effect"), "Deny")),
    },
  ],
  unknown: [
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
    { name: "actions that are not known yet", change: set(said("Action"), UNKNOWN) },
    { name: "policies of a role that are not known yet", of: "a role", change: set("inlinePolicies", UNKNOWN) },
  ],
  ignored: [{ type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} }],
});
