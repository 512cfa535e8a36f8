import { workloads } from "../../../lib/kubernetes/kinds";
import { quantity } from "../../../lib/kubernetes/quantity";
import { amountAt, exceeds, sized } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule, type ParameterSchema } from "../../../lib/rule";

type Bound = "minCpu" | "maxCpu" | "minMemory" | "maxMemory";

export default defineRule<Record<Bound, string>>({
  id: "k8s-resources-in-range",
  title:
    "Requests and limits of every container lie in the range that the platform offers, and no request is above its limit",
  severity: "medium",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["containers[].resources.requests", "containers[].resources.limits"],
  why: "An amount that fits on no node leaves pods pending, and one of nearly nothing, mostly a wrong unit, lets them starve.",
  fix: "Set an amount in the range, with its unit, and no request above the limit of the same resource.",
  appliesTo: workloads,
  parameters: {
    minCpu: bound("Least CPU of a request or a limit, such as `10m`.", "10m"),
    maxCpu: bound("Most CPU of a request or a limit, such as `8`.", "8"),
    minMemory: bound("Least memory of a request or a limit, such as `16Mi`.", "16Mi"),
    maxMemory: bound("Most memory of a request or a limit, such as `16Gi`.", "16Gi"),
  },
  check(resource, check) {
    const { minCpu, maxCpu, minMemory, maxMemory } = check.parameters;
    check.each(sized(podTemplate(resource)), ({ node }) => {
      for (const list of ["requests", "limits"]) {
        const amounts = node.at("resources", list);
        check.expect(amounts.at("cpu"), within(minCpu, maxCpu), `between ${minCpu} and ${maxCpu}`);
        check.expect(amounts.at("memory"), within(minMemory, maxMemory), `between ${minMemory} and ${maxMemory}`);
      }
      check.each(node.at("resources", "requests").entries(), ([name, request]) => {
        const limit = node.at("resources", "limits", name);
        const most = amountAt(limit);
        const asked = amountAt(request);
        if (most !== undefined && asked !== undefined && exceeds(asked, most))
          check.violation({ at: request, wanted: `at most the limit of ${limit.describe()}` });
      });
    });
  },
});

function bound(description: string, value: string): ParameterSchema & { description: string; default: string } {
  return { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", description, default: value };
}

/** Accepts amounts in a range. That there is none at all is the concern of other rules. A bound that is not a quantity lets nothing pass. */
function within(least: string, most: string): (value: unknown) => boolean {
  const low = quantity(least) ?? Infinity;
  const high = quantity(most) ?? -Infinity;
  return (value) => {
    const amount = quantity(value) ?? NaN;
    return value === undefined || (!Number.isNaN(amount) && !exceeds(low, amount) && !exceeds(amount, high));
  };
}
