import { repositories } from "../../../lib/aws/ecr";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

const policies = types("aws:ecr/lifecyclePolicy:LifecyclePolicy");

export default defineRule({
  id: "aws-ecr-lifecycle-policy",
  title: "Every repository removes images that nobody needs any more",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["FSBP ECR.3"],
  fields: ["LifecyclePolicy repository"],
  why: "Old images cost money every month, and one with known flaws can still be started by mistake.",
  fix: "Add a LifecyclePolicy whose repository is this one: expire untagged images after days, and keep a number of the others.",
  appliesTo: repositories,
  checkStack(stack, check) {
    check.each(stack.where(repositories), (repository) => {
      if (stack.joined(repository, policies, "repository").length > 0) return;
      check.violation(repository, { at: "name", found: "no lifecycle policy", wanted: "a LifecyclePolicy" });
    });
  },
});
