import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-lifecycle-policy";
import { state, without } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRepository } from "../../../support/ecr";
import { typed } from "../../../support/typed";

const policy = typed<aws.ecr.LifecyclePolicyArgs>(
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  { repository: UNKNOWN, policy: '{"rules": []}' },
  { name: "policy", dependencies: { repository: ["web"] } },
);

describeRule(rule, {
  baselines: { "a repository with a policy": [goodRepository(), policy] },
  mutations: [
    {
      name: "no policy",
      change: without("policy"),
      path: "name",
      message: "found no lifecycle policy, wanted a LifecyclePolicy",
    },
    { name: "a policy for another repository", change: state({ dependencies: {} }, "policy"), path: "name" },
  ],
  // Only dependencies count, which are always known.
  unknown: [],
});
