import { amountOfPod as countedAmount, podCount, type Overlap, type PodNumber } from "../../../formats/demand";
import type { Node } from "../node";
import { kindOf, type Resource } from "../resource";
import type { Applies, Stack } from "../stack";
import { autoscalersOf } from "./autoscaler";
import { workloads } from "./kinds";
import { defaultAmount } from "./limit-range";
import { namespaceOf } from "./namespace";
import { amountAt, limitOf, requestOf } from "./resources";
import { podTemplate } from "./workload";

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
  const { pods, surge } = podCount(numberOf(stack, workload));
  return pods + surge;
}

/** What one pod of a workload takes of a resource, as a quota counts it. @throws Undecided when it is not known yet. */
export function amountOfPod(stack: Stack, workload: Resource, { list, name }: Measure): number {
  const pod = podTemplate(workload)!;
  const own = list === "requests" ? requestOf : limitOf;
  const amountOf = (container: Node) =>
    own(container, name) ?? defaultAmount(stack, namespaceOf(stack, workload), list, name) ?? 0;
  const overhead = amountAt(pod.at("overhead", name));
  const whole = amountAt(pod.at("resources", list, name));
  // What its containers ask for need not be known then.
  if (whole !== undefined) return countedAmount({ main: [whole], overhead });
  return countedAmount({
    main: pod.containers("containers").map(({ node }) => amountOf(node)),
    before: pod
      .containers("initContainers")
      .map(({ node }) => ({ amount: amountOf(node), stays: node.at("restartPolicy").text() === "Always" })),
    overhead,
  });
}

function numberOf(stack: Stack, workload: Resource): PodNumber {
  const spec = workload.at("spec");
  switch (workload.kind.name) {
    case "Pod":
      return { kind: "run", parallel: 1 };
    case "Job":
      return { kind: "run", parallel: parallel(spec) };
    case "CronJob":
      return { kind: "schedule", parallel: parallel(spec.at("jobTemplate", "spec")), ...overlap(workload) };
    default: {
      const [autoscaler] = autoscalersOf(stack, workload);
      const replicas = (autoscaler?.at("spec", "maxReplicas") ?? spec.at("replicas")).number() ?? 1;
      return { kind: "replicas", replicas, update: rolls(workload) ? "rolling" : "recreate" };
    }
  }
}

function parallel(job: Node): number {
  return Math.min(job.at("parallelism").number() ?? 1, job.at("completions").number() ?? Infinity);
}

const CONCURRENCY: Readonly<Record<string, Overlap["concurrency"]>> = { Forbid: "forbid", Replace: "replace" };

/** What the cluster takes for the time in which a pod ends that says nothing itself, in seconds. */
const USUAL_GRACE = 30;

function overlap(cronJob: Resource): Overlap {
  const spec = cronJob.at("spec");
  const grace = podTemplate(cronJob)!.at("terminationGracePeriodSeconds").number();
  return {
    schedule: spec.at("schedule").text() ?? "",
    concurrency: CONCURRENCY[spec.at("concurrencyPolicy").text() ?? ""] ?? "allow",
    deadline: spec.at("jobTemplate", "spec", "activeDeadlineSeconds").number(),
    late: spec.at("startingDeadlineSeconds").number(),
    grace: grace ?? USUAL_GRACE,
  };
}

/** Whether an update starts new replicas while old ones still end. All others put each into the place of one that has ended. */
function rolls(workload: Resource): boolean {
  switch (workload.kind.name) {
    case "Deployment":
      return workload.at("spec", "strategy", "type").text() !== "Recreate";
    case "Rollout":
      return true;
    default:
      return false;
  }
}
