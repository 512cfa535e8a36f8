import { workloads } from "../../../lib/kubernetes/kinds";
import { exceeds, limitOf, requestOf, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ maxRatio: number; resources: string[] }>({
  id: "k8s-limit-request-ratio",
  title: "The limit of a container is not far above its request",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Kyverno enforce-resources-as-ratio"],
  fields: ["containers[].resources.requests", "containers[].resources.limits"],
  why: "Limits far above requests promise more than a node has: when several containers claim theirs at once, some are ended.",
  fix: "Raise the request to what the container really uses, or lower its limit.",
  appliesTo: workloads,
  parameters: {
    maxRatio: {
      type: "number",
      minimum: 1,
      description: "How many times its request a limit may be.",
      default: 2.5,
    },
    resources: {
      type: "array",
      items: { type: "string" },
      description: "The resources that it is demanded of: `memory`, `cpu`.",
      default: ["memory"],
    },
  },
  check(resource, check) {
    const { maxRatio, resources } = check.parameters;
    const each = sized(podTemplate(resource)).flatMap(({ node }) => resources.map((name) => ({ node, name })));
    check.each(each, ({ node, name }) => {
      const limit = limitOf(node, name);
      // Without a request the limit is it.
      const request = requestOf(node, name) ?? 0;
      if (limit === undefined || !exceeds(limit, request * maxRatio)) return;
      const asked = node.at("resources", "requests", name);
      check.violation({
        at: node.at("resources", "limits", name),
        wanted: `at most ${maxRatio} times the request of ${asked.describe()}`,
      });
    });
  },
});
