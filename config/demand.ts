import { cpuMillicores, memoryBytes } from "./quantity";

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

/** What of a workload decides its demand. */
export interface Demanding {
  /** Number of replicas, at the most. */
  readonly replicas: number;
  /** What each replica may not exceed. */
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** rolling: old replicas may run beside new ones. */
  readonly strategy: "rolling" | "recreate";
}

/**
 * What a workload may take. A rolling update may for a while hold the old replicas, which finish their requests, beside all of the new ones.
 */
export function demandOf({ replicas, limits, strategy }: Demanding): Demand {
  const surge = strategy === "rolling" ? replicas : 0;
  const most = replicas + surge;
  return {
    pods: replicas,
    surge,
    cpu: most * cpuMillicores(limits.cpu),
    memory: most * memoryBytes(limits.memory),
  };
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
