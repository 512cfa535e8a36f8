import { autoscalers, scaledBy } from "../../../lib/kubernetes/autoscaler";
import { defaultAmount } from "../../../lib/kubernetes/limit-range";
import { namespaceOf } from "../../../lib/kubernetes/namespace";
import { requestOf } from "../../../lib/kubernetes/resources";
import { podTemplate } from "../../../lib/kubernetes/workload";
import type { Node } from "../../../lib/node";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

export default defineRule({
  id: "k8s-hpa-target-has-requests",
  title: "Containers request what their autoscaler measures as a percentage of the request",
  severity: "high",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["Own"],
  fields: ["HorizontalPodAutoscaler spec.metrics", "containers[].resources.requests"],
  why: "Utilization is a share of the request: if one container has none, the autoscaler gets no number at all and never scales.",
  fix: "Set resources.requests of the measured resource in each container, or let the metric be an AverageValue.",
  appliesTo: autoscalers,
  checkStack(stack, check) {
    check.each(stack.where(autoscalers), (autoscaler) => {
      if (autoscaler.kind.isPatch) return;
      const target = scaledBy(stack, autoscaler);
      if (!target || target.kind.isPatch) return;
      const namespace = namespaceOf(stack, target);
      check.each(metricsOf(autoscaler), (metric) => {
        const share = metric ? shareOf(metric) : { name: "cpu" };
        if (!share) return;
        check.each(podTemplate(target)!.running(), ({ node }) => {
          if (share.container !== undefined && node.at("name").text() !== share.container) return;
          const request = requestOf(node, share.name) ?? defaultAmount(stack, namespace, "requests", share.name) ?? 0;
          if (request > 0) return;
          check.violation(target, {
            at: node.at("resources", "requests", share.name),
            wanted: `a quantity above 0, as ${autoscaler.name} scales by the share of it that is used`,
          });
        });
      });
    });
  },
});

/** The metrics of an autoscaler; one that is undefined, for the API server's default of the CPU, where it has none, as in v1. */
function metricsOf(autoscaler: Resource): (Node | undefined)[] {
  const metrics = autoscaler.at("spec", "metrics");
  metrics.read();
  const items = metrics.items();
  return items.length === 0 ? [undefined] : items;
}

/** What a metric measures as a share of its request, and in which container if not in all; undefined for any other metric. */
function shareOf(metric: Node): { name: string; container?: string } | undefined {
  const type = metric.at("type").text();
  const source = metric.at(type === "ContainerResource" ? "containerResource" : "resource");
  const name = source.at("name").text();
  // In v2beta1 the target was a field of its own.
  const isShare = source.at("target", "type").text() === "Utilization" || source.at("targetAverageUtilization").exists;
  if (!["Resource", "ContainerResource"].includes(type ?? "") || name === undefined || !isShare) return undefined;
  return { name, container: source.at("container").text() };
}
