import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/iam/aws-iam-no-service-wildcard";
import { all, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodPermissions, said } from "../../../support/permissions";

describeRule(rule, {
  baselines: goodPermissions(),
  mutations: [
    { name: "a whole service", change: set(said("Action"), "s3:*"), message: "found s3:*, wanted a list of actions" },
    { name: "a whole service among others", change: set(said("Action[1]"), "kms:**"), path: said("Action") },
    { name: "services by pattern", change: set(said("Action"), "ec?:*") },
    {
      name: "many whole services",
      change: set(said("Action"), ["a:*", "b:*", "c:*", "d:*"]),
      message: "found a:*, b:*, c:* and 1 more",
    },
    {
      name: "a whole service for a role",
      of: "a role",
      change: set("inlinePolicies[0].policy", JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*" }] })),
      path: "inlinePolicies[0].policy.Statement[0].Action",
    },
    {
      name: "a whole service beside a statement that is not known yet",
      change: all(set(said("Action"), "s3:*"), set("policy.Statement[1].Effect", UNKNOWN)),
    },
  ],
  allowed: [
    { name: "a part of a service", change: set(said("Action"), "s3:Get*") },
    { name: "a Deny of a service", change: all(set(said("Action"), "s3:*"), set(said("Effect"), "Deny")) },
    { name: "all services, which are the subject of another rule", change: set(said("Action"), ["*", "*:*"]) },
  ],
  unknown: [
    { name: "a policy that is not known yet", change: set("policy", UNKNOWN) },
    { name: "actions that are not known yet", change: set(said("Action"), UNKNOWN) },
    { name: "policies of a role that are not known yet", of: "a role", change: set("inlinePolicies", UNKNOWN) },
  ],
  ignored: [{ type: "aws:s3/bucketPolicy:BucketPolicy", properties: {} }],
});
