import { meet, segmentsOf } from "../../../lib/property-path";
import { kindOf } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { SECURITY_PROPERTIES, securityPaths } from "../../../lib/security-fields";

export default defineRule<{ properties: readonly string[] }>({
  id: "pulumi-ignore-changes-safe",
  title: "Changes of what decides about security are never ignored",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["options.ignoreChanges"],
  why: "An ignored property keeps whatever somebody set by hand, and a correction in the program never arrives, though every rule about the program is content.",
  fix: "Take the path out of ignoreChanges, or name only the part that another program owns, such as spec.replicas.",
  appliesTo: (type) => ["aws", "kubernetes", "docker", "docker-build"].includes(kindOf(type).package),
  parameters: {
    properties: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description: "Names of properties, at any depth, whose changes must not be ignored.",
      default: SECURITY_PROPERTIES,
    },
  },
  check(resource, check) {
    const names = new Set(check.parameters.properties);
    const paths = securityPaths(resource.type);
    for (const [index, path] of resource.options.ignoreChanges.entries()) {
      const segments = segmentsOf(path);
      const isWhole = segments[0] === "*" || segments.length === 0;
      if (
        isWhole ||
        segments.some((name) => typeof name === "string" && names.has(name)) ||
        paths.some((one) => meet(segments, one))
      ) {
        check.violation({
          at: `options.ignoreChanges[${index}]`,
          found: JSON.stringify(path),
          wanted: "a path that leaves out everything about security",
        });
      }
    }
  },
});
