import type { Rule } from "../../config/draft";
import { requiredIn } from "../../config/draft";
import { cpuBetween, integer, memoryBetween, strict } from "../../config/fields";

/** What one replica may ask for; the upper bounds are what one node of a usual cluster has. */
export const replicaMemory = () => memoryBetween("16Mi", "64Gi");
/** As {@link replicaMemory}, for CPU. */
export const replicaCpu = () => cpuBetween("10m", "16");
/** The most replicas that a service may have. */
export const MOST_REPLICAS = 50;
/** How many replicas a service may have. */
export const replicaCount = () => integer(1, MOST_REPLICAS);

const schema = strict({
  /** Replicas of each service. */
  replicas: replicaCount(),
  /** Memory that each replica requests. */
  memory: replicaMemory(),
  /** CPU that each replica requests. */
  cpu: replicaCpu(),
});

/** What a service that says nothing has at the least, by environment. */
export const LEAST_USUAL_REPLICAS: Readonly<Record<string, number>> = { staging: 2, production: 3 };

/** What a service has that says nothing else. */
export const workloadFeature = { key: "workload", schema } as const;

export const workloadRules: readonly Rule[] = [
  requiredIn(
    ["staging"],
    "workload.replicas",
    (config) => config.workload?.replicas,
    (count) => count >= (LEAST_USUAL_REPLICAS["staging"] ?? 1),
    "at least 2, as a fault that needs two replicas must show before production",
  ),
  requiredIn(
    ["production"],
    "workload.replicas",
    (config) => config.workload?.replicas,
    (count) => count >= (LEAST_USUAL_REPLICAS["production"] ?? 1),
    "at least 3, so that one may fail while another is replaced",
  ),
];
