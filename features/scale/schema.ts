import { z } from "zod";
import { decimal, percentageBetween, strict } from "../../config/fields";
import { MOST_REPLICAS, replicaCount } from "../workload/config";

/** Bounds between which an autoscaler decides, and by what. */
const automatic = strict({
  /** Fewest replicas. */
  min: replicaCount(),
  /** Most replicas. */
  max: replicaCount(),
  /** Share of the CPU request that a replica is to use on average: above it replicas are added, below it taken away. At least one of `cpu` and `memory`. @default not measured */
  cpu: percentageBetween("1%", "1000%").optional(),
  /** As `cpu`, of the memory request. @default not measured */
  memory: percentageBetween("1%", "1000%").optional(),
});

/** How many replicas a service has. */
export const scalingSchema = z.union([replicaCount(), automatic], {
  error: `allowed: a whole number from 1 to ${MOST_REPLICAS}, or a map with the keys min, max and cpu or memory`,
});

/** What a service says of its replicas. */
export type ScalingConfig = z.infer<typeof scalingSchema>;

const schema = decimal(0.1, 10).default(1);

/** By what the replicas of every service are multiplied, rounded up: the whole environment scales by one number. */
export const scaleFeature = { key: "scale", schema } as const;
