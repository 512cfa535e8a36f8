import { repositories } from "../../../lib/aws/ecr";
import { isNotOn } from "../../../lib/aws/values";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "aws-ecr-no-force-delete",
  title: "A repository with images in it cannot be deleted",
  severity: "medium",
  levels: { dev: "disabled", production: "mandatory" },
  references: ["Own"],
  fields: ["forceDelete"],
  why: "Images that are gone cannot be started again: the next node that needs one of them stays without.",
  fix: "Remove forceDelete, and empty a repository by hand before it is deleted.",
  appliesTo: repositories,
  check(resource, check) {
    check.expect(resource.at("forceDelete"), isNotOn, "false or not set");
  },
});
