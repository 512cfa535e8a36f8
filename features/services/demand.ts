import type { Demand } from "../../config/demand";
import { demandOf } from "../../config/demand";
import { isReplicated } from "./kinds";
import type { ResolvedService } from "./resolve";

/** What a service may take of the quota. What runs to its end counts with one run at a time, and with a second where runs may overlap. */
export function demandOfService(service: ResolvedService): Demand {
  if (isReplicated(service)) return demandOf(service);
  const overlaps = service.kind === "cron" && service.concurrency !== "forbid";
  return demandOf({ ...service, replicas: 1, strategy: overlaps ? "rolling" : "recreate" });
}
