import { hasTag, taggable } from "../../../lib/aws/tags";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ tags: readonly string[]; values: Readonly<Record<string, string>> }>({
  id: "pulumi-required-tags",
  title: "Every resource of AWS says whose it is, and what it is for",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["tags", "provider.defaultTags.tags"],
  why: "Without tags nobody can tell who answers for a resource, who pays for it, and how its data must be treated.",
  fix: "Set the tag on the resource, or in defaultTags of its provider for all at once.",
  appliesTo: taggable,
  parameters: {
    tags: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Names of the tags that must be there, each with a value.",
      default: ["owner", "cost-center", "env", "data-class"],
    },
    values: {
      type: "object",
      additionalProperties: { type: "string", minLength: 1 },
      description: "Values by tag that the remediation sets where the tag is missing.",
      default: {},
    },
  },
  check(resource, check) {
    check.each(check.parameters.tags, (name) => {
      if (!hasTag(resource, name)) check.violation({ at: resource.at("tags", name), wanted: "a value" });
    });
  },
  remediate(resource, remedy) {
    const { tags, values } = remedy.parameters;
    for (const name of tags) {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value !== undefined && !hasTag(resource, name)) remedy.setIfAbsent(resource.at("tags", name), value);
    }
  },
});
