import { z } from "zod";
import type { Quota } from "../../config/demand";
import { cpuBetween, integer, memoryBetween, strict } from "../../config/fields";

/** Stands for a quota that follows from what the services need. */
export const AUTO = "auto";

const sizes = strict({
  /** Number of pods. */
  pods: integer(1, 10_000),
  /** Sum of the CPU limits. */
  cpu: cpuBetween("100m", "10000"),
  /** Sum of the memory limits. */
  memory: memoryBetween("64Mi", "100Ti"),
});

/** What all services together may take at the most. */
export const quotaSchema = z
  .union([z.literal(AUTO), sizes], { error: `allowed: ${AUTO}, or a map with the keys pods, cpu, memory` })
  .default(AUTO);

/**
 * The quota that a stack file names, to which its services have to keep; undefined where it follows from them.
 *
 * @param quota undefined where it could not be read.
 */
export function ownQuota(quota: Quota | typeof AUTO | undefined): Quota | undefined {
  return quota === AUTO ? undefined : quota;
}
