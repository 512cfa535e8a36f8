import { objects } from "../../../lib/kubernetes/kinds";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "pulumi-no-skip-await",
  title: "An update ends only when its objects are ready",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Own"],
  fields: ["metadata.annotations"],
  why: "Without waiting, an update succeeds although the new pods never start, and what depends on them is changed regardless.",
  fix: "Remove the annotation pulumi.com/skipAwait; give the object a longer timeout with pulumi.com/timeoutSeconds if it is slow.",
  appliesTo: objects,
  check(resource, check) {
    check.expect(
      resource.at("metadata", "annotations", "pulumi.com/skipAwait"),
      (value) => value !== true && value !== "true",
      "false or not set",
    );
  },
});
