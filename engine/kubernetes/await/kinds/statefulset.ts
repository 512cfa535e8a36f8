import { refusalInEvents } from "../causes/admission";
import { diagnosePods, podProgress } from "../causes/pods";
import { EVENTS, type Assessment, type Finding, type Rule, type View } from "../rule";
import { isObserved, isOwnedBy, shaped, type Pod, type Workload } from "../shapes";
import { NOT_OBSERVED, PODS, replicaGoal } from "./replicas";
import { steady } from "./steady";

/** A broken pod of the revision before blocks an ordered update for good, even one that would fix it. */
function withBlockingRemedy(finding: Finding, set: Workload): Finding {
  if (set.spec?.podManagementPolicy === "Parallel") return finding;
  const remedy = [finding.remedy, "The pod is of an older revision and blocks the update: delete it by hand."];
  return { ...finding, remedy: remedy.filter(Boolean).join(" ") };
}

function assess(view: View): Assessment {
  const set = shaped<Workload>(view.object);
  if (!isObserved(set)) return { ready: false, progress: NOT_OBSERVED };
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = set.status ?? {};
  const { currentRevision, updateRevision } = set.status ?? {};
  const goal = replicaGoal(set, view.written, view.inputs);
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  // With OnDelete the user decides when a pod is replaced; below the partition pods keep the old revision on purpose.
  const toUpdate = type === "OnDelete" ? 0 : Math.max(0, goal - (rollingUpdate?.partition ?? 0));
  const updated = currentRevision === updateRevision ? replicas : updatedReplicas;
  if (availableReplicas >= goal && replicas <= (set.spec?.replicas ?? 1) && updated >= toUpdate)
    return steady(view, set);

  const pods = view
    .all("Pod")
    .filter((pod) => isOwnedBy(pod, set.metadata.uid))
    .map(shaped<Pod>);
  const isNew = (pod: Pod) => pod.metadata.labels?.["controller-revision-hash"] === updateRevision;
  const refused = refusalInEvents(view, set.metadata.uid);
  const found = [
    ...(refused && pods.length < goal ? [refused] : []),
    ...diagnosePods(view, pods.filter(isNew)),
    ...diagnosePods(
      view,
      pods.filter((pod) => !isNew(pod)),
    ).map((finding) => withBlockingRemedy(finding, set)),
  ];
  const count =
    updated < toUpdate && availableReplicas >= goal
      ? `${updated} of ${toUpdate} replicas updated`
      : `${Math.min(availableReplicas, goal)} of ${goal} replicas ready`;
  return { ready: false, progress: count, busy: podProgress(view, pods), findings: found };
}

/**
 * A StatefulSet is ready when the controller has seen its last change, all replicas are available, and those that the update
 * strategy lets it update are of the present revision.
 */
export const statefulSet: Rule = { watch: "kind", related: [PODS, EVENTS], assess };
