import { kinds } from "../../../lib/kubernetes/kinds";
import { inNamespace, namespaceOf } from "../../../lib/kubernetes/namespace";
import { amountAt, exceeds } from "../../../lib/kubernetes/resources";
import { amountOfPod, countable, mostPods, type Measure } from "../../../lib/kubernetes/usage";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";

const quotas = kinds("/ResourceQuota");

/** What a quota may limit, and how it is counted; for pods it is their number. */
const MEASURES: ReadonlyMap<string, Measure | "pods"> = new Map<string, Measure | "pods">([
  ["pods", "pods"],
  ["cpu", { list: "requests", name: "cpu" }],
  ["requests.cpu", { list: "requests", name: "cpu" }],
  ["limits.cpu", { list: "limits", name: "cpu" }],
  ["memory", { list: "requests", name: "memory" }],
  ["requests.memory", { list: "requests", name: "memory" }],
  ["limits.memory", { list: "limits", name: "memory" }],
]);

export default defineRule({
  id: "k8s-quota-fits",
  title: "What all workloads of a namespace may take together fits into its quota",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: [
    "ResourceQuota spec.hard",
    "spec.replicas",
    "HorizontalPodAutoscaler spec.maxReplicas",
    "spec.strategy.type",
    "CronJob spec.schedule, spec.concurrencyPolicy",
    "containers[].resources",
  ],
  why: "Pods beyond the quota are refused without a word in the workload itself, in the middle of an update or just when load makes an autoscaler ask for them.",
  fix: "Raise the hard value of the quota, or lower the replicas, the overlapping runs, the requests or the limits of the namespace's workloads; an update that rolls needs room for its old pods until they have ended.",
  appliesTo: quotas,
  checkStack(stack, check) {
    check.each(stack.where(quotas), (quota) => {
      if (quota.kind.isPatch || isScoped(quota)) return;
      const namespace = namespaceOf(stack, quota);
      const sumOf = (measure: Measure | "pods") => {
        let sum = 0;
        // What is not known yet is left out: the sum can only be larger, and a violation is one in any case.
        check.each(inNamespace(stack, stack.where(countable), namespace), (workload) => {
          if (workload.kind.isPatch) return;
          sum += mostPods(stack, workload) * (measure === "pods" ? 1 : amountOfPod(stack, workload, measure));
        });
        return sum;
      };
      check.each(quota.at("spec", "hard").entries(), ([name, hard]) => {
        const measure = MEASURES.get(name);
        const most = amountAt(hard);
        if (!measure || most === undefined) return;
        const sum = stack.once(namespace, () => sumOf(measure), measure);
        if (!exceeds(sum, most)) return;
        check.violation(quota, {
          at: hard,
          found: `workloads that may take ${inWords(sum, name)} together`,
          wanted: `at most the hard value of ${hard.describe()}`,
        });
      });
    });
  },
});

/** Whether a quota is about some of the pods only, such as those of a priority, which nobody can tell apart here. */
function isScoped(quota: Resource): boolean {
  return ["scopes", "scopeSelector"].some((scope) => quota.at("spec", scope).read() !== undefined);
}

function inWords(sum: number, name: string): string {
  return name.endsWith("memory") ? `${Math.ceil(sum / 2 ** 20)}Mi` : String(Number(sum.toFixed(3)));
}
