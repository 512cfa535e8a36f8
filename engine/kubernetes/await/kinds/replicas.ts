import type { KubernetesObject } from "../../types";
import type { Finding, Related } from "../rule";
import { Rank } from "../rule";
import { selects, type Workload } from "../shapes";

/** The pods of a workload: those its selector takes. */
export const PODS: Related = {
  apiVersion: "v1",
  kind: "Pod",
  concerns: (pod, awaited) => {
    const { selector } = (awaited as Workload).spec ?? {};
    // A selector of expressions alone cannot be told here; every pod is worth a look then.
    return !selector?.matchLabels || selects(selector.matchLabels, pod.metadata.labels);
  },
};

/** The progress of a workload whose controller has not yet seen the last change. */
export const NOT_OBSERVED = "waiting for the controller to see the change";

/**
 * How many replicas the wait is for. Where the program names no number an autoscaler may own it: the wait then does not run
 * after a goal that grows meanwhile.
 *
 * @param live the workload as it is.
 * @param written the workload as it was when the wait began.
 * @param inputs what the program asks for.
 */
export function replicaGoal(live: KubernetesObject, written: KubernetesObject, inputs: KubernetesObject): number {
  const replicasOf = (object: KubernetesObject) => (object as Workload).spec?.replicas;
  const now = replicasOf(live) ?? 1;
  return replicasOf(inputs) === undefined ? Math.min(now, replicasOf(written) ?? 1) : now;
}

/** A finding of the controller itself, told only where no pod tells more. */
export function controllerFinding(problem: string, certainAfter?: number): Finding {
  return { problem, rank: Rank.controller, certainAfter };
}
