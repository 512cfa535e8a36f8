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
  /** Number of replicas, at the most. */
  readonly replicas: number;
  /** rolling: old replicas may run beside new ones. */
  readonly strategy: "rolling" | "recreate";
  /** Containers that run one after the other before the workload's own. @default none */
  readonly init?: readonly Limited[];
  /** Containers that run from before the first of `init` until the pod ends. @default none */
  readonly sidecars?: readonly Limited[];
}

/**
 * What a workload may take. A rolling update may for a while hold the old replicas, which finish their requests, beside all of the new ones.
 */
export function demandOf({ replicas, strategy, ...pod }: Demanding): Demand {
  const surge = strategy === "rolling" ? replicas : 0;
  const most = replicas + surge;
  return {
    pods: replicas,
    surge,
    cpu: most * limitOfPod(pod, ({ limits }) => cpuMillicores(limits.cpu)),
    memory: most * limitOfPod(pod, ({ limits }) => memoryBytes(limits.memory)),
  };
}

/** What a pod may take, as the cluster counts it: its sidecars, and the largest of what runs beside them at different times. */
function limitOfPod(
  { init = [], sidecars = [], ...main }: Limited & Pick<Demanding, "init" | "sidecars">,
  amount: (container: Limited) => number,
): number {
  const beside = sidecars.reduce((sum, sidecar) => sum + amount(sidecar), 0);
  return beside + Math.max(amount(main), ...init.map(amount));
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
