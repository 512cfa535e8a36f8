import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { hasSelector, networkServices } from "../../../lib/kubernetes/service";
import { isListed, RESOURCES } from "../../../lib/listed";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { groupBy } from "../../../lib/stack";

export default defineRule<{ shared: string[] }>({
  id: "k8s-service-unique-selector",
  title: "No two Services of a namespace select the same pods by the same labels",
  severity: "low",
  levels: { dev: "disabled", production: "advisory" },
  references: ["Kyverno require-unique-service-selector"],
  fields: ["spec.selector"],
  why: "Two Services with one selector are mostly a copy whose labels were forgotten, and lead to the wrong pods.",
  fix: "Give each Service the labels of its own pods, or list a Service that is meant to share them in the parameter shared.",
  appliesTo: networkServices,
  parameters: {
    shared: {
      ...RESOURCES,
      description:
        "Services that may select what another does, such as the headless one of a StatefulSet, by the name or URN of the resource; * stands for any run of characters.",
      default: [],
    },
  },
  checkStack(stack, check) {
    const selectors: { service: Resource; key: string }[] = [];
    check.each(stack.where(networkServices), (service) => {
      if (service.kind.isPatch || isListed(service, check.parameters.shared) || !hasSelector(service)) return;
      const labels = service.at("spec", "selector").entries();
      const pairs = labels.map(([key, value]) => JSON.stringify([key, value.read()])).sort();
      selectors.push({ service, key: [namespaceOf(stack, service), ...pairs].join("\n") });
    });
    for (const group of groupBy(selectors, (one) => [one.key]).values()) {
      for (const { service } of group) {
        const other = group.find((one) => one.service !== service)?.service;
        if (!other) continue;
        const at = service.at("spec", "selector");
        check.violation(service, { at, found: `${at.describe()} as in ${other.name}`, wanted: "labels of its own" });
      }
    }
  },
});
