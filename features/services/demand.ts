import type { Demand } from "../../config/demand";
import { demandOf } from "../../config/demand";
import { most } from "../scale/resolve";
import { isReplicated } from "./kinds";
import type { ResolvedService } from "./resolve";

/**
 * What a service may take of the quota. What runs to its end counts with one run at a time, and with a second where runs may overlap.
 *
 * @param replicas how many of what has replicas are counted. @default the most that there may be
 */
export function demandOfService(service: ResolvedService, replicas = most(service.scaling)): Demand {
  if (isReplicated(service)) return demandOf({ ...service, replicas });
  const overlaps = service.kind === "cron" && service.concurrency !== "forbid";
  return demandOf({ ...service, replicas: 1, strategy: overlaps ? "rolling" : "recreate" });
}
