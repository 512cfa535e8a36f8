import { UNKNOWN } from "../../../../../policy/lib/unknown";
import rule from "../../../../../policy/rules/aws/ecr/aws-ecr-no-force-delete";
import { remove, set } from "../../../support/changes";
import { describeRule } from "../../../support/describe-rule";
import { goodRepository } from "../../../support/ecr";

const path = "forceDelete";

describeRule(rule, {
  baselines: { "a repository that must be empty": [goodRepository()] },
  mutations: [
    { name: "deletion with all images", change: set(path, true), message: "found true, wanted false or not set" },
  ],
  allowed: [{ name: "the default", change: remove(path) }],
  unknown: [{ name: "an unknown setting", change: set(path, UNKNOWN) }],
});
