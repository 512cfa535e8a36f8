import { workloads } from "../../../lib/kubernetes/kinds";
import { selects } from "../../../lib/kubernetes/selector";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-topology-spread-valid",
  title:
    "Every topology spread constraint counts the pod itself, over a named topology, with numbers that the scheduler takes",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["kube-score pod-topology-spread-constraints"],
  fields: [
    "topologySpreadConstraints[].labelSelector",
    "topologySpreadConstraints[].maxSkew",
    "topologySpreadConstraints[].topologyKey",
    "topologySpreadConstraints[].minDomains",
  ],
  why: "A constraint that selects other pods, or none, looks like spreading and does nothing.",
  fix: "Give the constraint a labelSelector that matches the template's labels, a topologyKey, and a maxSkew of at least 1.",
  appliesTo: workloads,
  check(resource, check) {
    const pod = podTemplate(resource);
    check.each(pod?.at("topologySpreadConstraints").items() ?? [], (constraint) => {
      check.expect(constraint.at("maxSkew"), isPositive, "at least 1");
      check.expect(constraint.at("topologyKey"), (key) => typeof key === "string" && key !== "", "a label of nodes");
      check.expect(
        constraint.at("minDomains"),
        (value) => value === undefined || isPositive(value),
        "at least 1, or not set",
      );
      const selector = constraint.at("labelSelector");
      if (!selects(selector, pod!.metadata.at("labels")))
        check.violation({ at: selector, wanted: "a selector that matches the template's labels", absence: true });
    });
  },
});

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value >= 1;
}
