import type { Demand } from "../../config/demand";
import { demandOf } from "../../config/demand";
import { gracePeriod } from "../../config/duration";
import type { PodNumber } from "../../formats/demand";
import { most } from "../scale/resolve";
import { isReplicated } from "./kinds";
import type { ResolvedService } from "./resolve";

/**
 * What a service may take of the quota.
 *
 * @param replicas how many of what has replicas are counted. @default the most that there may be
 */
export function demandOfService(service: ResolvedService, replicas = most(service.scaling)): Demand {
  return demandOf({ ...service, number: podNumber(service, replicas) });
}

/**
 * What decides how many pods of a service there are.
 *
 * @param replicas how many of what has replicas are counted. @default the most that there may be
 */
export function podNumber(service: ResolvedService, replicas = most(service.scaling)): PodNumber {
  const { kind, strategy, schedule = "", concurrency, deadline, startingDeadline: late, drainTimeout } = service;
  if (isReplicated(service)) return { kind: "replicas", replicas, update: strategy };
  if (kind === "job") return { kind: "run", parallel: 1 };
  return { kind: "schedule", parallel: 1, schedule, concurrency, deadline, late, grace: gracePeriod(drainTimeout) };
}
