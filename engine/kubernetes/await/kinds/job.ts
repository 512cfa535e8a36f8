import type { KubernetesObject } from "../../types";
import { refusalInEvents } from "../causes/admission";
import { CERTAIN_AFTER } from "../causes/certainty";
import { diagnosePods, podProgress } from "../causes/pods";
import { EVENTS, READY, type Assessment, type Finding, type Rule, type View } from "../rule";
import { conditionOf, isOwnedBy, shaped, type Pod } from "../shapes";
import { controllerFinding, PODS } from "./replicas";

interface Job extends KubernetesObject {
  spec?: { suspend?: boolean; parallelism?: number; completions?: number; backoffLimit?: number };
  status?: { active?: number; succeeded?: number; failed?: number };
}

/** Ends of containers are the Job's own business until its limit of retries is used up. */
function unlessRetried(finding: Finding, pods: readonly Pod[]): Finding {
  const ended = pods.some(
    (pod) => pod.status?.phase !== "Pending" && finding.subject?.startsWith(`pod ${pod.metadata.name ?? ""},`),
  );
  return ended ? { ...finding, certainAfter: undefined } : finding;
}

function isComplete(job: KubernetesObject): boolean {
  return conditionOf(job, "Complete")?.status === "True";
}

function assess(view: View): Assessment {
  const job = shaped<Job>(view.object);
  if (isComplete(job)) return READY;
  if (job.spec?.suspend)
    return { ready: true, warning: "The Job is suspended: it does not run until that is taken back" };
  if (job.spec?.parallelism === 0)
    return { ready: true, warning: "The Job's parallelism is 0: it does not run until that is raised" };
  const pods = view
    .all("Pod")
    .filter((pod) => isOwnedBy(pod, job.metadata.uid))
    .map(shaped<Pod>);
  // The controller deletes the pods of a Job that has failed; until they are gone they still have the reason.
  const found = diagnosePods(view, pods, true).map((finding) => unlessRetried(finding, pods));
  const failed = [conditionOf(job, "Failed"), conditionOf(job, "FailureTarget")].find((one) => one?.status === "True");
  if (failed) found.push(controllerFinding(failed.message ?? failed.reason ?? "the Job failed", CERTAIN_AFTER.atOnce));
  const refused = refusalInEvents(view, job.metadata.uid);
  if (refused && pods.length === 0) found.push(refused);

  const { active = 0, succeeded = 0, failed: failures = 0 } = job.status ?? {};
  const wanted = job.spec?.completions ?? 1;
  const tries = failures > 0 ? `, ${failures} failed` : "";
  const progress = `${succeeded} of ${wanted} completions, ${active} running${tries}`;
  return { ready: false, progress, busy: podProgress(view, pods), findings: found };
}

/**
 * A Job is ready when it has completed, also when its time to live has ended with that; one that is suspended or has no parallelism
 * is ready at once.
 */
export const job: Rule = { watch: "kind", related: [PODS, EVENTS], hadEnded: isComplete, assess };
