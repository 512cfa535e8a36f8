import type * as kubernetes from "@pulumi/kubernetes";
import { labels } from "../labels";
import type { RunArgs } from "./arguments";
import type { PodParts } from "./pod";
import { podSpec } from "./pod";

/**
 * A run to its end, as a Job has it. It is not cleared away by time: what makes it does that, and what the program made would be
 * missing at its next run.
 */
export function runSpec(
  component: string,
  args: RunArgs,
  role: string,
  parts: PodParts,
): kubernetes.types.input.batch.v1.JobSpec {
  return {
    backoffLimit: args.retries,
    activeDeadlineSeconds: args.deadline,
    template: {
      metadata: { labels: labels({ ...args, component: role }) },
      spec: podSpec(component, args, parts, { runs: "once" }),
    },
  };
}
