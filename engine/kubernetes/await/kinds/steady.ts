import { READY, type Assessment, type View } from "../rule";
import { isOwnedBy, shaped, type ContainerStatus, type Pod, type Workload } from "../shapes";

/**
 * How long, in seconds, a pod without a readiness probe has to run. Such a pod counts as ready from its start, and the kubelet looks
 * for containers that have ended once a second: a program that fails at its start looks healthy until then.
 */
const STEADY_FOR = 1.5;

/**
 * What to make of pods that are ready: nothing more to wait for when probes say so, or when they were ready before the wait.
 *
 * @param view the wait.
 * @param spec the spec of the pods.
 * @param pods all of them; none where they are not known.
 * @param minReadySeconds how long the controller itself watches a ready pod before it counts. Default: not at all.
 */
export function steadyPods(view: View, spec: Pod["spec"], pods: readonly Pod[], minReadySeconds = 0): Assessment {
  const isProbed = (spec?.containers ?? []).every((container) => container.readinessProbe !== undefined);
  if (isProbed || minReadySeconds >= STEADY_FOR || view.object === view.written) return READY;
  const settle = { after: STEADY_FOR, since: lastStart(pods) };
  return { ready: false, progress: "ready, seeing whether it stays so", settle };
}

/**
 * What to make of a workload whose pods are all available; like {@link steadyPods}.
 *
 * @param owner the uid of the object that owns the pods. Default: the workload itself.
 */
export function steady(view: View, { metadata, spec, status }: Workload, owner = metadata.uid): Assessment {
  const count = status?.replicas ?? status?.desiredNumberScheduled ?? 0;
  if (count === 0) return READY;
  const pods = view.all("Pod").filter((pod) => isOwnedBy(pod, owner));
  // The watch of the pods may be behind that of the workload, and not know all.
  const known = pods.length < count ? [] : pods.map(shaped<Pod>);
  return steadyPods(view, spec?.template?.spec, known, spec?.minReadySeconds);
}

/** When the last container of some pods was started; undefined unless all of them run. */
function lastStart(pods: readonly Pod[]): string | undefined {
  const starts = pods.flatMap(({ spec, status }) =>
    (spec?.containers ?? []).map(({ name }) => startOf(status?.containerStatuses?.find((one) => one.name === name))),
  );
  // The API server writes all times alike, so that their strings are in order as they are.
  return starts.includes(undefined) ? undefined : starts.sort().at(-1);
}

const startOf = (container: ContainerStatus | undefined) => container?.state?.running?.startedAt;
