import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

export default defineRule({
  id: "pulumi-no-helm-release",
  title: "Charts are installed so that their objects are resources of the stack",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["type", "chart"],
  why: "A Helm release is one resource: what the chart puts into the cluster is neither shown in a preview nor seen by any rule.",
  fix: "Install it as a kubernetes.helm.v4.Chart, whose objects are resources of their own.",
  appliesTo: types("kubernetes:helm.sh/v3:Release"),
  check(release, check) {
    check.violation({
      at: release.at("chart"),
      found: "a Release of helm.sh/v3, whose objects no rule sees",
      wanted: "a Chart of helm.sh/v4",
    });
  },
});
