import { refusalInEvents } from "../causes/admission";
import { diagnosePods, podProgress } from "../causes/pods";
import { EVENTS, type Assessment, type Rule, type View } from "../rule";
import { isObserved, isOwnedBy, shaped, type Pod, type Workload } from "../shapes";
import { NOT_OBSERVED, PODS } from "./replicas";
import { steady } from "./steady";

/** The controller marks each pod with the count of the template that it was made from; the API server keeps that count. */
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

function assess(view: View): Assessment {
  const set = shaped<Workload>(view.object);
  if (!isObserved(set)) return { ready: false, progress: NOT_OBSERVED };
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = set.status ?? {};
  const byHand = set.spec?.updateStrategy?.type === "OnDelete";
  const updated = byHand || updatedNumberScheduled >= desiredNumberScheduled;
  if (updated && numberAvailable >= desiredNumberScheduled) {
    return desiredNumberScheduled > 0
      ? steady(view, set)
      : {
          ready: true,
          warning: "No node matches the DaemonSet's node selector, affinity and tolerations: it runs nowhere",
        };
  }
  const generation = set.metadata.annotations?.[TEMPLATE_GENERATION];
  const pods = view
    .all("Pod")
    .filter((pod) => isOwnedBy(pod, set.metadata.uid))
    .filter(
      (pod) => byHand || generation === undefined || pod.metadata.labels?.["pod-template-generation"] === generation,
    )
    .map(shaped<Pod>);
  const refused = pods.length < desiredNumberScheduled ? refusalInEvents(view, set.metadata.uid) : undefined;
  const count =
    !updated && numberAvailable >= desiredNumberScheduled
      ? `${updatedNumberScheduled} of ${desiredNumberScheduled} pods updated`
      : `${numberAvailable} of ${desiredNumberScheduled} pods ready`;
  return {
    ready: false,
    progress: count,
    busy: podProgress(view, pods),
    findings: [...(refused ? [refused] : []), ...diagnosePods(view, pods)],
  };
}

/**
 * A DaemonSet is ready when the controller has seen its last change and every node that it should run on has an available pod,
 * of the present template unless pods are replaced by hand.
 */
export const daemonSet: Rule = { watch: "kind", related: [PODS, EVENTS], assess };
