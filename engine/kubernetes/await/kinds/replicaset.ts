import { refusalFinding } from "../causes/admission";
import { diagnosePods, podProgress } from "../causes/pods";
import { EVENTS, type Assessment, type Rule, type View } from "../rule";
import { conditionOf, isObserved, isOwnedBy, shaped, type Pod, type Workload } from "../shapes";
import { NOT_OBSERVED, PODS, replicaGoal } from "./replicas";
import { steady } from "./steady";

function assess(view: View): Assessment {
  const set = shaped<Workload>(view.object);
  if (!isObserved(set)) return { ready: false, progress: NOT_OBSERVED };
  const { replicas = 0, availableReplicas = 0 } = set.status ?? {};
  const goal = replicaGoal(set, view.written, view.inputs);
  if (availableReplicas >= goal && replicas <= (set.spec?.replicas ?? 1)) return steady(view, set);
  const pods = view
    .all("Pod")
    .filter((pod) => isOwnedBy(pod, set.metadata.uid))
    .map(shaped<Pod>);
  const failure = conditionOf(set, "ReplicaFailure");
  const refused =
    failure?.status === "True" ? [refusalFinding(failure.message ?? failure.reason ?? "", set.metadata.namespace)] : [];
  return {
    ready: false,
    progress: `${Math.min(availableReplicas, goal)} of ${goal} replicas ready`,
    busy: podProgress(view, pods),
    findings: [...refused, ...diagnosePods(view, pods)],
  };
}

/** A ReplicaSet, or a ReplicationController, is ready when as many replicas as asked for are available. */
export const replicaSet: Rule = { watch: "kind", related: [PODS, EVENTS], assess };
