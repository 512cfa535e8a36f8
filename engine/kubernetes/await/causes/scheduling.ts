import { quantityValue } from "../../../../formats/quantity";
import type { KubernetesObject } from "../../types";
import type { Finding, Lookup } from "../rule";
import { Rank } from "../rule";
import { conditionOf, shaped, type KubernetesEvent, type Node, type Pod } from "../shapes";
import { CERTAIN_AFTER } from "./certainty";

/** Reasons of events by which an autoscaler says that it makes room for a pod. */
const SCALE_UP = new Set(["TriggeredScaleUp", "Nominated", "NominatedPod"]);

/** What the whole pod asks of its node, in base units. */
function requestsOf(pod: Pod): Map<string, { sum: number; text: string }> {
  const requests = new Map<string, { sum: number; text: string }>();
  for (const container of pod.spec?.containers ?? []) {
    for (const [resource, text] of Object.entries(container.resources?.requests ?? {})) {
      const before = requests.get(resource);
      requests.set(resource, {
        sum: (before?.sum ?? 0) + quantityValue(text),
        text: before ? `${before.text}+${text}` : text,
      });
    }
  }
  return requests;
}

/** Says of each resource that even the largest node has too little of. */
async function sizeLines(pod: Pod, lookup: Lookup): Promise<string[]> {
  const nodes = (await lookup.client.list({ apiVersion: "v1", kind: "Node" }, {}, lookup.signal)).map(shaped<Node>);
  const lines: string[] = [];
  for (const [resource, { sum, text }] of requestsOf(pod)) {
    const offers = nodes.map((node) => node.status?.allocatable?.[resource] ?? "0");
    const largest = offers.sort((a, b) => quantityValue(b) - quantityValue(a))[0];
    if (largest === undefined || quantityValue(largest) >= sum) continue;
    lines.push(
      `The pod requests ${resource} ${text}; the largest node can give ${largest}. Request less, or add a larger node.`,
    );
  }
  return lines;
}

/**
 * Finds a pod that no node takes, in the scheduler's own words.
 *
 * @param pod the pod.
 * @param subject where it is.
 * @param events the events of the pod.
 * @param neighbours all pods of the namespace: those that are ending may make room.
 * @returns the same finding once for each way in which it becomes certain; none when the pod has a node.
 */
export function schedulingFindings(
  pod: Pod,
  subject: string,
  events: readonly KubernetesEvent[],
  neighbours: readonly KubernetesObject[],
): Finding[] {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status !== "False") return [];
  // The pod waits for a gate that someone has to take away, not for a node.
  if (scheduled.reason === "SchedulingGated") {
    return [{ problem: "the pod is held by a scheduling gate", subject, rank: Rank.scheduling }];
  }
  const message = scheduled.message ?? scheduled.reason ?? "no reason given";
  const finding: Finding = {
    problem: `no node takes the pod: ${message}`,
    subject,
    rank: Rank.scheduling,
    explain: (lookup) => sizeLines(pod, lookup),
  };
  if (events.some(({ reason = "" }) => SCALE_UP.has(reason))) return [finding];
  const tooLarge: Finding = {
    ...finding,
    key: `too large ${subject}`,
    certainAfter: CERTAIN_AFTER.scheduling,
    // Without the right to see nodes nothing is known of their sizes.
    verify: (lookup) =>
      sizeLines(pod, lookup).then(
        (lines) => lines.length > 0,
        () => false,
      ),
  };
  // Ending pods make room; the scheduler's next try after their end counts anew.
  if (neighbours.some((other) => other.metadata.deletionTimestamp !== undefined)) return [tooLarge];
  const fixes = /node\.kubernetes\.io\/|persistentvolumeclaim|volume|no nodes available/i.test(message);
  return [tooLarge, { ...finding, certainAfter: fixes ? CERTAIN_AFTER.nodeOrVolume : CERTAIN_AFTER.scheduling }];
}
