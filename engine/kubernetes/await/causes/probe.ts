import type { Finding } from "../rule";
import { Rank } from "../rule";
import { byTime, type Container, type ContainerStatus, type KubernetesEvent, type Pod } from "../shapes";
import { CERTAIN_AFTER } from "./certainty";
import { logLines } from "./crash";

/** The program answers, and says that what is asked for does not exist or is not allowed: more time changes nothing. */
const WRONG_ADDRESS = /statuscode: 4(?!08|25|29)\d\d/;

/**
 * Finds a container that runs and is not ready because its probe fails. A program that only has not opened its port yet looks
 * the same as one that never will, so this is seldom certain before the rollout's own deadline.
 */
export function probeFinding(
  pod: Pod,
  status: ContainerStatus,
  container: Container | undefined,
  subject: string,
  events: readonly KubernetesEvent[],
): Finding | undefined {
  if (status.ready || !status.state?.running) return undefined;
  const failing = events
    .filter(({ reason, involvedObject }) => {
      const path = involvedObject?.fieldPath;
      return reason === "Unhealthy" && (path === undefined || path.includes(`{${status.name}}`));
    })
    .sort(byTime)
    .pop();
  if (!failing) return undefined;
  const message = (failing.message ?? "").trim();
  const patience = container?.readinessProbe?.failureThreshold ?? 3;
  const wrong = WRONG_ADDRESS.test(message) && (failing.count ?? 1) >= patience;
  return {
    problem: message,
    subject,
    rank: Rank.probe,
    certainAfter: wrong ? CERTAIN_AFTER.nodeOrVolume : undefined,
    remedy: "Check the probe's port and path against what the program serves.",
    explain: (lookup) => logLines(pod, status, lookup),
  };
}
