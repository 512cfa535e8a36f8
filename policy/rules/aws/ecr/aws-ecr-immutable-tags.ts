import { repositories } from "../../../lib/aws/ecr";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ exclusions: string[] }>({
  id: "aws-ecr-immutable-tags",
  title: "A tag of a repository stands for one image for ever",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["CKV_AWS_51", "FSBP ECR.2", "AWS-0031"],
  fields: ["imageTagMutability", "imageTagMutabilityExclusionFilters[].filter"],
  why: "Whoever can push could otherwise put another image behind a tag that has been tested and runs in production.",
  fix: 'Set imageTagMutability to "IMMUTABLE", and push every build under a tag of its own.',
  appliesTo: repositories,
  parameters: {
    exclusions: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Filters of tags that may move all the same, as they stand in imageTagMutabilityExclusionFilters.",
      default: [],
    },
  },
  check(resource, check) {
    const { exclusions } = check.parameters;
    const mutability = resource.at("imageTagMutability");
    const allowed = exclusions.length === 0 ? ["IMMUTABLE"] : ["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"];
    check.expect(
      mutability,
      (value) => typeof value === "string" && allowed.includes(value),
      allowed.map((one) => `"${one}"`).join(" or "),
    );
    if (exclusions.length === 0 || mutability.text() !== "IMMUTABLE_WITH_EXCLUSION") return;
    check.each(resource.at("imageTagMutabilityExclusionFilters").items(), (one) => {
      check.expect(
        one.at("filter"),
        (value) => typeof value === "string" && exclusions.includes(value),
        `one of ${exclusions.join(", ")}`,
      );
    });
  },
  remediate(resource, remedy) {
    remedy.setIfAbsent(resource.at("imageTagMutability"), "IMMUTABLE");
  },
});
