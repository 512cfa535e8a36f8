import type * as kubernetes from "@pulumi/kubernetes";
import { gracePeriod, leastProgressDeadline, usualProgressDeadline } from "../../config/duration";
import { ArgumentError } from "../arguments";
import type { ReplicatedArgs } from "./arguments";
import { DRAIN_SECONDS } from "./pod";

/** How long the cluster may take to end replicas that need no longer for it. */
const QUICK_END_SECONDS = 120;

/** What starting a release may take beyond the time in which it makes no progress: until the cluster has noticed. */
export const NOTICE_SECONDS = 30;

/** How a new version takes the place of the old one, as a Deployment has it. */
export function deploymentStrategy(
  strategy: ReplicatedArgs["strategy"],
): kubernetes.types.input.apps.v1.DeploymentStrategy {
  return strategy === "recreate"
    ? { type: "Recreate" }
    : { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
}

/** Seconds that a release may make no progress before it has failed. */
export function progressDeadline(args: ReplicatedArgs): number {
  return args.progressDeadline ?? usualProgressDeadline(releaseTimes(args));
}

/** How long the engine waits for a release, and for the end of the replicas, each of which may take its grace period. */
export function releaseTimeouts(args: ReplicatedArgs): { create: string; update: string; delete: string } {
  const release = `${progressDeadline(args) + NOTICE_SECONDS}s`;
  const end = Math.max(QUICK_END_SECONDS, gracePeriod(args.drainTimeout ?? DRAIN_SECONDS) + NOTICE_SECONDS);
  return { create: release, update: release, delete: `${end}s` };
}

/** @throws ArgumentError when a release that is right would be taken for one that has failed. */
export function checkRelease(name: string, args: ReplicatedArgs): void {
  const least = leastProgressDeadline(releaseTimes(args));
  if (progressDeadline(args) >= least) return;
  throw new ArgumentError(
    name,
    `progressDeadline ${progressDeadline(args)} is less than the ${least} s that a release may take`,
  );
}

function releaseTimes({ probes, sidecars = [], drainTimeout = DRAIN_SECONDS, strategy = "rolling" }: ReplicatedArgs) {
  // One after the other.
  const startupTimeout = [probes, ...sidecars.map((sidecar) => sidecar.probes)]
    .map((own) => own?.startupTimeout ?? 0)
    .reduce((sum, seconds) => sum + seconds);
  return { startupTimeout, drainTimeout, strategy };
}
