import { workloads } from "../../../lib/kubernetes/kinds";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-no-host-aliases",
  title: "No pod overrides host names",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["KSV-0007"],
  fields: ["hostAliases"],
  why: "An alias sends traffic for a name somewhere else, past DNS and whoever watches it.",
  fix: "Remove hostAliases, and make the name known by a Service, such as one with externalName, or in DNS.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    if (!pod) return;
    check.expect(
      pod.at("hostAliases"),
      (value) => value === undefined || (Array.isArray(value) && value.length === 0),
      "not set",
    );
  },
});
