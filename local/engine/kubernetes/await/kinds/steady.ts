import { READY, type Assessment, type View } from "../rule";
import type { Pod, Workload } from "../shapes";

/**
 * How long, in seconds, a pod without a readiness probe has to stay ready. Such a pod counts as ready from its start, and the
 * kubelet looks for containers that have ended once a second: a program that fails at its start looks healthy until then.
 */
const STEADY_FOR = 1.5;

/**
 * What to make of a pod that is ready: nothing more to wait for when probes say so, or when it was ready before the wait.
 *
 * @param view the wait.
 * @param spec the spec of the pod.
 * @param minReadySeconds how long the controller itself watches a ready pod before it counts. Default: not at all.
 */
export function steadyPod(view: View, spec: Pod["spec"], minReadySeconds = 0): Assessment {
  const isProbed = (spec?.containers ?? []).every((container) => container.readinessProbe !== undefined);
  if (isProbed || minReadySeconds >= STEADY_FOR || view.object === view.written) return READY;
  return { ready: false, progress: "ready, seeing whether it stays so", settle: { after: STEADY_FOR } };
}

/** What to make of a workload whose pods are all available; like {@link steadyPod}. */
export function steady(view: View, { spec, status }: Workload): Assessment {
  const isEmpty = (status?.replicas ?? status?.desiredNumberScheduled ?? 0) === 0;
  return isEmpty ? READY : steadyPod(view, spec?.template?.spec, spec?.minReadySeconds);
}
