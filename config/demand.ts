import { amountOfPod, podCount, type PodNumber } from "../formats/demand";
import { cpuMillicores, formatCpu, formatMemory, memoryBytes } from "./quantity";

/** What of a namespace's quota something may take at the most. */
export interface Demand {
  /** Number of pods while nothing changes. */
  readonly pods: number;
  /** Number of further pods in an update. */
  readonly surge: number;
  /** Sum of the CPU limits of all of them, in millicores. */
  readonly cpu: number;
  /** Sum of their memory limits, in bytes. */
  readonly memory: number;
}

/** Limits of a container, as quantities. */
export interface Limited {
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** What of a workload decides its demand. */
export interface Demanding extends Limited {
  /** What decides how many pods there are of it. */
  readonly number: PodNumber;
  /** Containers that run one after the other before the workload's own. @default none */
  readonly init?: readonly Limited[];
  /** Containers that run from before the first of `init` until the pod ends. @default none */
  readonly sidecars?: readonly Limited[];
}

/** What a workload may take, counted as the cluster counts it. */
export function demandOf({ number, ...pod }: Demanding): Demand {
  const { pods, surge } = podCount(number);
  return {
    pods,
    surge,
    cpu: (pods + surge) * limitOfPod(pod, ({ limits }) => cpuMillicores(limits.cpu)),
    memory: (pods + surge) * limitOfPod(pod, ({ limits }) => memoryBytes(limits.memory)),
  };
}

function limitOfPod(
  { init = [], sidecars = [], ...main }: Omit<Demanding, "number">,
  amount: (container: Limited) => number,
): number {
  return amountOfPod({
    main: [amount(main)],
    before: [
      ...sidecars.map((sidecar) => ({ amount: amount(sidecar), stays: true })),
      ...init.map((container) => ({ amount: amount(container), stays: false })),
    ],
  });
}

/** What several take together. */
export function sumOf(demands: readonly Demand[]): Demand {
  return demands.reduce(
    (sum, { pods, surge, cpu, memory }) => ({
      pods: sum.pods + pods,
      surge: sum.surge + surge,
      cpu: sum.cpu + cpu,
      memory: sum.memory + memory,
    }),
    { pods: 0, surge: 0, cpu: 0, memory: 0 },
  );
}

/** What a namespace allows. */
export interface Quota {
  readonly pods: number;
  readonly cpu: string;
  readonly memory: string;
}

/** What a quota that follows from the demand has beyond it: for a pod by hand, or a service whose requests are being raised. */
const HEADROOM = 0.25;

const CORE = 1000;
const GIBIBYTE = 1024 ** 3;

/** The quota that a demand needs, with a quarter more; CPU in whole cores and memory in whole GiB, so that not every change of a service changes it. */
export function quotaFor({ pods, surge, cpu, memory }: Demand): Quota {
  const roomy = (amount: number, unit: number) => Math.max(1, Math.ceil((amount * (1 + HEADROOM)) / unit)) * unit;
  return {
    pods: roomy(pods + surge, 1),
    cpu: formatCpu(roomy(cpu, CORE)),
    memory: formatMemory(roomy(memory, GIBIBYTE)),
  };
}

/**
 * The larger of two quotas, size by size.
 *
 * @param other what may be a quota: an output of an earlier update, or of an earlier version of this program. What is none counts as nothing.
 */
export function largestOf(quota: Quota, other: unknown): Quota {
  const { pods, cpu, memory } = (typeof other === "object" && other !== null ? other : {}) as Record<string, unknown>;
  const larger = (own: string, found: unknown, size: (text: string) => number) => {
    try {
      return typeof found === "string" && size(found) > size(own) ? found : own;
    } catch {
      return own;
    }
  };
  return {
    pods: typeof pods === "number" && pods > quota.pods ? pods : quota.pods,
    cpu: larger(quota.cpu, cpu, cpuMillicores),
    memory: larger(quota.memory, memory, memoryBytes),
  };
}

/** A key of a quota that holds less than what is needed. */
export interface Shortfall {
  readonly key: keyof Quota;
  readonly have: string | number;
  readonly need: string | number;
}

/** Where a quota is too small for a demand. */
export function shortfalls(quota: Quota, { pods, surge, cpu, memory }: Demand): Shortfall[] {
  return [
    ...(pods + surge > quota.pods ? [{ key: "pods" as const, have: quota.pods, need: pods + surge }] : []),
    ...(memory > memoryBytes(quota.memory)
      ? [{ key: "memory" as const, have: quota.memory, need: formatMemory(memory) }]
      : []),
    ...(cpu > cpuMillicores(quota.cpu) ? [{ key: "cpu" as const, have: quota.cpu, need: formatCpu(cpu) }] : []),
  ];
}
