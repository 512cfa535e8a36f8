import type { KubernetesObject } from "../../types";
import { CERTAIN_AFTER } from "../causes/certainty";
import { refusalFinding } from "../causes/admission";
import { diagnosePods, podProgress } from "../causes/pods";
import { EVENTS, type Assessment, type Finding, type Rule, type View } from "../rule";
import { conditionOf, isObserved, isOwnedBy, shaped, type Condition, type Pod, type Workload } from "../shapes";
import { controllerFinding, NOT_OBSERVED, PODS, replicaGoal } from "./replicas";
import { steady } from "./steady";

const REVISION = "deployment.kubernetes.io/revision";

/** The ReplicaSet of the Deployment's present template; undefined until the controller has made it. */
function newReplicaSet(view: View, deployment: Workload): KubernetesObject | undefined {
  const revision = deployment.metadata.annotations?.[REVISION];
  return view
    .all("ReplicaSet")
    .filter((set) => isOwnedBy(set, deployment.metadata.uid))
    .find((set) => set.metadata.annotations?.[REVISION] === revision);
}

/** The controller's word that the rollout does not progress, unless that word is older than this wait. */
function stuckRollout(view: View, deployment: Workload): Finding | undefined {
  const progressing = conditionOf(deployment, "Progressing");
  if (progressing?.status !== "False") return undefined;
  const same = (one: Condition | undefined) =>
    one?.status === progressing.status && one.lastTransitionTime === progressing.lastTransitionTime;
  if (progressing.reason === "ProgressDeadlineExceeded") {
    if (same(conditionOf(view.written, "Progressing"))) return undefined;
    const deadline = deployment.spec?.progressDeadlineSeconds ?? 600;
    return controllerFinding(`the rollout made no progress for ${deadline} s`, CERTAIN_AFTER.atOnce);
  }
  return controllerFinding(progressing.message ?? progressing.reason ?? "the rollout is stuck", CERTAIN_AFTER.quota);
}

function findings(view: View, deployment: Workload): { found: Finding[]; busy?: string } {
  const stuck = stuckRollout(view, deployment);
  const found = stuck ? [stuck] : [];
  const set = newReplicaSet(view, deployment);
  if (!set) return { found };
  const failure = conditionOf(set, "ReplicaFailure");
  if (failure?.status === "True")
    found.push(refusalFinding(failure.message ?? failure.reason ?? "", set.metadata.namespace));
  const pods = view
    .all("Pod")
    .filter((pod) => isOwnedBy(pod, set.metadata.uid))
    .map(shaped<Pod>);
  found.push(...diagnosePods(view, pods));
  return { found, busy: podProgress(view, pods) };
}

function assess(view: View): Assessment {
  const deployment = shaped<Workload>(view.object);
  if (!isObserved(deployment)) return { ready: false, progress: NOT_OBSERVED };
  if (deployment.spec?.paused) {
    return {
      ready: true,
      warning: "The Deployment is paused: its template is not rolled out until that is taken back",
    };
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = deployment.status ?? {};
  const goal = replicaGoal(deployment, view.written, view.inputs);
  const old = replicas - updatedReplicas;
  const surplus = replicas - (deployment.spec?.replicas ?? 1);
  if (availableReplicas >= goal && old <= 0 && surplus <= 0)
    return steady(view, deployment, newReplicaSet(view, deployment)?.metadata.uid);

  const { found, busy } = findings(view, deployment);
  let missing = `${Math.min(availableReplicas, goal)} of ${goal} replicas ready`;
  if (updatedReplicas < goal && old > 0) missing = `${updatedReplicas} of ${goal} replicas updated`;
  else if (old > 0) missing += `, ${old} old ${old === 1 ? "replica" : "replicas"} still to end`;
  else if (surplus > 0) missing += `, ${surplus} more still to end`;
  return { ready: false, progress: missing, busy, findings: found };
}

/**
 * A Deployment is ready when the controller has seen its last change, as many replicas of the present template as asked for are
 * available, and no old replica runs.
 */
export const deployment: Rule = {
  watch: "kind",
  related: [
    PODS,
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      concerns: (set, awaited) => isOwnedBy(set, awaited.metadata.uid),
    },
    EVENTS,
  ],
  assess,
};
