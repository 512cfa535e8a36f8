import type { Finding, Lookup, View } from "../rule";
import { Rank } from "../rule";
import { conditionOf, type Container, type ContainerStatus, type KubernetesEvent, type Pod } from "../shapes";
import { crashFinding, logLines } from "./crash";
import { eventsByUid, patient } from "./events";
import { imageFinding } from "./image";
import { probeFinding } from "./probe";
import { configFinding, volumeFindings } from "./reference";
import { schedulingFindings } from "./scheduling";

function isReady(pod: Pod): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

function specOf(pod: Pod, name: string): Container | undefined {
  return [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].find((one) => one.name === name);
}

function statusesOf(pod: Pod): ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

function containerFindings(pod: Pod, events: readonly KubernetesEvent[]): Finding[] {
  const name = pod.metadata.name ?? "";
  const findings: Finding[] = [];
  for (const status of statusesOf(pod)) {
    const subject = `pod ${name}, container ${status.name}`;
    const container = specOf(pod, status.name);
    const image = container?.image ?? status.image ?? "";
    const finding =
      imageFinding(status, subject, image, events) ??
      configFinding(pod, status, subject) ??
      crashFinding(pod, status, container, subject, events) ??
      probeFinding(pod, status, container, subject, events);
    if (finding) findings.push(finding);
  }
  return findings;
}

/** Finds a pod that its node gave up or that ended for good, and one whose node does not answer. */
function podFindings(pod: Pod, subject: string, events: readonly KubernetesEvent[]): Finding[] {
  const { phase, reason, message } = pod.status ?? {};
  if (phase === "Failed") {
    const failed = statusesOf(pod).find((status) => (status.state?.terminated?.exitCode ?? 0) !== 0);
    const exit = failed?.state?.terminated;
    // The last of what it said is mostly why.
    const said = exit?.message?.trim().split("\n").pop();
    const words = exit
      ? `container ${failed?.name ?? ""} ended with exit code ${exit.exitCode}${exit.reason === "OOMKilled" ? " (OOMKilled)" : ""}${said ? `: ${said}` : ""}`
      : [reason, message].filter(Boolean).join(": ") || "the pod failed";
    const explain = failed && ((lookup: Lookup) => logLines(pod, failed, lookup));
    return [{ problem: words, subject, rank: Rank.crash, explain }];
  }
  const disrupted = conditionOf(pod, "DisruptionTarget");
  if (disrupted?.status === "True") {
    const problem = `the pod is being evicted: ${disrupted.message ?? disrupted.reason ?? "no reason given"}`;
    return [{ problem, subject, rank: Rank.node }];
  }
  if (events.some(({ reason }) => reason === "NodeNotReady")) {
    const node = pod.spec?.nodeName ?? "";
    return [
      { problem: `node ${node} is not ready`, subject, rank: Rank.node, explain: (lookup) => nodeLines(node, lookup) },
    ];
  }
  return [];
}

/** What a node says of itself. */
async function nodeLines(name: string, { client, signal }: Lookup): Promise<string[]> {
  const node = await client.get({ apiVersion: "v1", kind: "Node", name }, signal);
  const ready = node && conditionOf(node, "Ready");
  return ready ? [`Node ${name}: ${ready.message ?? ready.reason ?? `Ready is ${ready.status}`}`] : [];
}

/**
 * Finds what keeps pods from being ready.
 *
 * @param view where events and the other pods are looked up.
 * @param pods the pods to look at; ready ones are passed over.
 * @param ending whether pods that are being deleted tell something too. Default: no, as others take their place.
 */
export function diagnosePods(view: View, pods: readonly Pod[], ending = false): Finding[] {
  const unready = pods.filter((pod) => !isReady(pod) && (ending || pod.metadata.deletionTimestamp === undefined));
  if (unready.length === 0) return [];
  const events = eventsByUid(view);
  return unready.flatMap((pod) => {
    const own = events.get(pod.metadata.uid ?? "") ?? [];
    const subject = `pod ${pod.metadata.name ?? ""}`;
    const unscheduled = schedulingFindings(pod, subject, own, view.all("Pod"));
    const containers = pod.status?.phase === "Failed" ? [] : containerFindings(pod, own);
    const volume = containers.length === 0 && !isStarted(pod) ? volumeFindings(pod, subject, own) : [];
    const findings = [...unscheduled, ...volume, ...containers, ...podFindings(pod, subject, own)];
    return view.isUntouched(pod) ? findings.map(patient) : findings;
  });
}

function isStarted(pod: Pod): boolean {
  return statusesOf(pod).some((status) => status.state?.running ?? status.state?.terminated);
}

/** What an unready pod is busy with: `pod web-1: pulling image "x"`. */
function busyWith(pod: Pod, events: readonly KubernetesEvent[]): string {
  if (pod.spec?.nodeName === undefined) return "waiting for a node";
  const init = (pod.status?.initContainerStatuses ?? []).find(
    (status) => status.state?.running && specOf(pod, status.name)?.restartPolicy !== "Always",
  );
  if (init) return `running init container ${init.name}`;
  const waiting = statusesOf(pod).filter((status) => status.state?.waiting);
  for (const status of waiting) {
    const image = specOf(pod, status.name)?.image ?? "";
    const about = (reason: string) => events.some((e) => e.reason === reason && e.message?.includes(`"${image}"`));
    if (about("Pulling") && !about("Pulled")) return `pulling image "${image}"`;
  }
  if (waiting.length > 0 || statusesOf(pod).length === 0) return "creating containers";
  return "started, not ready yet";
}

/**
 * Says what the first of some pods is busy with.
 *
 * @param view where events are looked up.
 * @param pods the pods of which the unready ones count.
 * @returns the words, or undefined when no pod is under way.
 */
export function podProgress(view: View, pods: readonly Pod[]): string | undefined {
  const unready = pods.filter((pod) => !isReady(pod) && pod.metadata.deletionTimestamp === undefined);
  const pod = unready.sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1))[0];
  if (!pod) return undefined;
  const events = eventsByUid(view).get(pod.metadata.uid ?? "") ?? [];
  return `pod ${pod.metadata.name ?? ""}: ${busyWith(pod, events)}`;
}
