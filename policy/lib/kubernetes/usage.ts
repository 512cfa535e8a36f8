import type { Node } from "../node";
import { kindOf, type Resource } from "../resource";
import type { Applies, Stack } from "../stack";
import { autoscalersOf } from "./autoscaler";
import { workloads } from "./kinds";
import { defaultAmount } from "./limit-range";
import { namespaceOf } from "./namespace";
import { amountAt, limitOf, requestOf } from "./resources";
import { share } from "./share";
import { podTemplate, type PodTemplate } from "./workload";

/**
 * Accepts the workloads whose pods can be counted. A DaemonSet has one for each node, and how many nodes there are no stack says; a
 * PodTemplate has none.
 */
export const countable: Applies = (type) =>
  workloads(type) && !["DaemonSet", "PodTemplate"].includes(kindOf(type).name);

/** What is counted of a pod: its requests or its limits of a resource. */
export interface Measure {
  readonly list: "requests" | "limits";
  readonly name: string;
}

/** How many pods a workload has at most at once, during an update too. @throws Undecided when it is not known yet. */
export function mostPods(stack: Stack, workload: Resource): number {
  const spec = workload.at("spec");
  switch (workload.kind.name) {
    case "Pod":
      return 1;
    case "Job":
      return parallel(spec);
    case "CronJob":
      return parallel(spec.at("jobTemplate", "spec"));
    default: {
      const [autoscaler] = autoscalersOf(stack, workload);
      const replicas = (autoscaler?.at("spec", "maxReplicas") ?? spec.at("replicas")).number() ?? 1;
      return replicas + surge(workload, replicas);
    }
  }
}

/** What one pod of a workload takes of a resource, as a quota counts it. @throws Undecided when it is not known yet. */
export function amountOfPod(stack: Stack, workload: Resource, { list, name }: Measure): number {
  const pod = podTemplate(workload)!;
  const own = list === "requests" ? requestOf : limitOf;
  const amountOf = (container: Node) =>
    own(container, name) ?? defaultAmount(stack, namespaceOf(stack, workload), list, name) ?? 0;
  const whole = amountAt(pod.at("resources", list, name));
  return (whole ?? together(pod, amountOf)) + (amountAt(pod.at("overhead", name)) ?? 0);
}

/** All main containers and sidecars run at once; before that each init container runs with the sidecars that started before it. */
function together(pod: PodTemplate, amountOf: (container: Node) => number): number {
  let sidecars = 0;
  let most = 0;
  for (const { node } of pod.containers("initContainers")) {
    const amount = amountOf(node);
    most = Math.max(most, sidecars + amount);
    if (node.at("restartPolicy").text() === "Always") sidecars += amount;
  }
  const main = pod.containers("containers").reduce((sum, { node }) => sum + amountOf(node), 0);
  return Math.max(most, sidecars + main);
}

function parallel(job: Node): number {
  return Math.min(job.at("parallelism").number() ?? 1, job.at("completions").number() ?? Infinity);
}

/** How many pods there are beside the replicas while an update rolls on. */
function surge(workload: Resource, replicas: number): number {
  const strategy = workload.at("spec", "strategy");
  const some = (value: unknown) => share(value ?? "25%", replicas) ?? 0;
  switch (workload.kind.name) {
    case "Deployment":
      return strategy.at("type").text() === "Recreate" ? 0 : some(strategy.at("rollingUpdate", "maxSurge").read());
    case "Rollout":
      return strategy.at("blueGreen").exists ? replicas : some(strategy.at("canary", "maxSurge").read());
    default:
      return 0;
  }
}
