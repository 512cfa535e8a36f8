import type { KubernetesObject } from "../../types";
import { diagnosePods, podProgress } from "../causes/pods";
import { CERTAIN_AFTER } from "../causes/certainty";
import { EVENTS, READY, type Assessment, type Rule, type View } from "../rule";
import { conditionOf, shaped, type Pod } from "../shapes";
import { steadyPods } from "./steady";

function hasSucceeded(pod: KubernetesObject): boolean {
  return shaped<Pod>(pod).status?.phase === "Succeeded";
}

function assess(view: View): Assessment {
  const pod = shaped<Pod>(view.object);
  const phase = pod.status?.phase;
  if (hasSucceeded(pod)) return READY;
  if (phase === "Running" && conditionOf(pod, "Ready")?.status === "True") return steadyPods(view, pod.spec, [pod]);
  const findings = diagnosePods(view, [pod]).map((finding) =>
    // Nothing replaces a bare pod that has failed.
    phase === "Failed" ? { ...finding, certainAfter: CERTAIN_AFTER.atOnce } : finding,
  );
  return { ready: false, progress: "the pod is not ready", busy: podProgress(view, [pod]), findings };
}

/** A Pod is ready when its Ready condition says so, or when it has ended well, even if it was deleted thereupon. */
export const pod: Rule = { watch: "kind", related: [EVENTS], hadEnded: hasSucceeded, assess };
