import { groups, rulesOf, separateRules } from "../../../lib/aws/security-group";
import { defineRule } from "../../../lib/rule";

const DEFAULT = /^\s*(?:managed by (?:pulumi|terraform))?\s*$/i;

export default defineRule({
  id: "aws-sg-descriptions",
  title: "Security groups and their rules say what they are for",
  severity: "low",
  levels: { dev: "advisory", production: "advisory" },
  references: ["CKV_AWS_23", "AWS-0099", "AWS-0124"],
  fields: ["description", "ingress[].description", "egress[].description"],
  why: "Nobody dares to remove a rule whose purpose is unknown, so it stays open when the purpose has gone.",
  fix: "Set description to the purpose; a group that exists is replaced when its own description changes.",
  appliesTo: (type) => groups(type) || separateRules(type),
  check(resource, check) {
    const isDefaultGroup = resource.kind.name === "DefaultSecurityGroup";
    const rules = separateRules(resource.type)
      ? []
      : [...rulesOf(resource, "ingress"), ...rulesOf(resource, "egress")].map(({ node }) => node);
    // The default group of a VPC has a description that cannot be set.
    const places = isDefaultGroup ? rules : [resource.properties, ...rules];
    check.each(places, (place) => {
      check.expect(
        place.at("description"),
        (value) => typeof value === "string" && !DEFAULT.test(value),
        "a description of its own",
      );
    });
  },
});
