import { buckets } from "../../../lib/aws/s3";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-s3-no-force-destroy",
  title: "A bucket is not deleted together with what is in it",
  severity: "high",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["forceDestroy"],
  why: "With forceDestroy, removing or renaming a bucket in the program deletes all of its objects and their versions.",
  fix: "Remove forceDestroy, and empty a bucket by hand when it really has to go.",
  appliesTo: buckets,
  check(resource, check) {
    check.expect(resource.at("forceDestroy"), isNotOn, "false or not set");
  },
});
