import type { ScalingConfig } from "./schema";

/** What an autoscaler can measure: a resource that a replica requests. */
export const MEASURED = ["cpu", "memory"] as const;

/** How many replicas a service has, with nothing left to look up. */
export type ResolvedScaling =
  | { readonly kind: "fixed"; readonly replicas: number }
  | {
      readonly kind: "auto";
      readonly min: number;
      readonly max: number;
      /** In percent of the request. */
      readonly metrics: readonly { readonly resource: (typeof MEASURED)[number]; readonly utilization: number }[];
    };

/**
 * Fills in what a service leaves to its environment, and scales it with that.
 *
 * @param scaling what the service says.
 * @param usual replicas of a service that says nothing.
 * @param factor by what the whole environment is scaled.
 */
export function resolveScaling(scaling: ScalingConfig | undefined, usual: number, factor: number): ResolvedScaling {
  if (typeof scaling !== "object") return { kind: "fixed", replicas: scaled(scaling ?? usual, factor) };
  return {
    kind: "auto",
    min: scaled(scaling.min, factor),
    max: scaled(scaling.max, factor),
    metrics: MEASURED.flatMap((resource) => {
      const utilization = scaling[resource];
      return utilization === undefined ? [] : [{ resource, utilization }];
    }),
  };
}

/** Replicas after scaling, rounded up: at least one. Counted in hundredths, since 10 times 1.1 is a little more than 11 in binary. */
export function scaled(replicas: number, factor: number): number {
  return Math.ceil((replicas * Math.round(factor * 100)) / 100);
}

/** The fewest replicas that a service may have. */
export function fewest(scaling: ResolvedScaling): number {
  return scaling.kind === "fixed" ? scaling.replicas : scaling.min;
}

/** The most replicas that a service may have. */
export function most(scaling: ResolvedScaling): number {
  return scaling.kind === "fixed" ? scaling.replicas : scaling.max;
}
