import { shortestInterval } from "./cron";

/**
 * What workloads take of a namespace's quota at the most, as the API server counts it: `k8s.io/component-helpers/resource` for a pod, the
 * controllers of Deployments and CronJobs for their number. The program plans with it and the policy judges by it, so that what the one
 * has found to fit is never too much for the other.
 */

/** What one pod takes of one resource, container by container, in whatever unit. */
export interface PodAmounts {
  /** Containers that run for as long as the pod does; or what the pod as a whole asks for, which counts in their place. */
  readonly main: readonly number[];
  /** Containers that start before those, one after the other. @default none */
  readonly before?: readonly StartingAmount[];
  /** What its runtime takes beside. @default nothing */
  readonly overhead?: number;
}

/** What a container takes that starts before the main ones. */
export interface StartingAmount {
  readonly amount: number;
  /** Whether it is a sidecar, which stays until the pod ends; an init container ends before the next one starts. */
  readonly stays: boolean;
}

/** What decides how many pods of a workload there are at once. */
export type PodNumber =
  | {
      readonly kind: "replicas";
      /** Number of replicas, at the most. */
      readonly replicas: number;
      /** rolling: new replicas start while old ones still end; recreate: each starts when its predecessor has ended. */
      readonly update: "rolling" | "recreate";
    }
  /** A run to its end. */
  | { readonly kind: "run"; readonly parallel: number }
  /** Runs by a schedule. */
  | ({ readonly kind: "schedule"; readonly parallel: number } & Overlap);

/** What decides how many runs of a schedule there are at once. Times are in seconds. */
export interface Overlap {
  /** Five fields, or a word such as `@daily`. */
  readonly schedule: string;
  /** What happens to a run whose time comes while the last one still runs: it is left out, runs beside it, or takes its place. */
  readonly concurrency: "forbid" | "allow" | "replace";
  /** How long a run may take; undefined where nothing ends one. */
  readonly deadline?: number;
  /** How late a run may start when its time was missed. @default until the next one's time */
  readonly late?: number;
  /** How long its pods may take to end when they are stopped. */
  readonly grace: number;
}

/** How many pods there are: while nothing changes, and how many more in an update. */
export interface PodCount {
  readonly pods: number;
  readonly surge: number;
}

/** Runs at once where they may overlap and nothing says for how long: one, and one that overlaps it. */
const UNTOLD_RUNS = 2;

/**
 * What one pod takes. An init container runs beside the sidecars that started before it, and the main containers beside all of them: what
 * counts is the largest of these sums.
 */
export function amountOfPod({ main, before = [], overhead = 0 }: PodAmounts): number {
  let sidecars = 0;
  let most = 0;
  for (const { amount, stays } of before) {
    most = Math.max(most, sidecars + amount);
    if (stays) sidecars += amount;
  }
  return Math.max(most, sidecars + sumOf(main)) + overhead;
}

/**
 * How many pods a workload has at the most. A quota counts a pod until it has ended. A rolling update ends an old replica when a new one is
 * ready and goes on without waiting for that end, whatever its surge: all old ones may still finish what they have in hand beside all new ones.
 */
export function podCount(number: PodNumber): PodCount {
  switch (number.kind) {
    case "replicas":
      return { pods: number.replicas, surge: number.update === "rolling" ? number.replicas : 0 };
    case "run":
      return { pods: number.parallel, surge: 0 };
    case "schedule":
      return { pods: number.parallel, surge: (runsAtOnce(number) - 1) * number.parallel };
  }
}

/** How many runs of a schedule there are at the most, those included whose pods are ending. */
function runsAtOnce({ schedule, concurrency, deadline, late, grace }: Overlap): number {
  if (concurrency === "forbid") return 1;
  const interval = shortestInterval(schedule);
  if (interval === undefined || (deadline === undefined && concurrency === "allow")) return UNTOLD_RUNS;
  const untilReplaced = concurrency === "replace" ? interval : Infinity;
  const lasts = Math.min(deadline ?? Infinity, untilReplaced) + grace;
  // One that starts late is nearer to the next one.
  return Math.floor((lasts + Math.min(late ?? interval, interval)) / interval) + 1;
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
