import type { Finding, Lookup } from "../rule";
import { Rank } from "../rule";
import type { Container, ContainerStatus, KubernetesEvent, Pod, Termination } from "../shapes";
import { CERTAIN_AFTER, CRASHES } from "./certainty";

/** How many lines of a failed container's log are shown. */
const LOG_LINES = 10;

/** Messages of the runtime for a command that can never start. */
const CANNOT_START =
  /executable file not found|no such file or directory|permission denied|exec format error|not a directory/i;

/** What runtimes of programming languages say where a read-only file system refuses to be written. */
const READ_ONLY = /read-only file system|\bEROFS\b|\[errno 30\]/i;

/** The end of the container that matters: the present one, or the one before the restart that it waits for or has had. */
function lastEnd(status: ContainerStatus): Termination | undefined {
  return status.state?.terminated ?? status.lastState?.terminated;
}

/** The last lines of a container's log, indented under a title; nothing when there is no log. */
export async function logLines(pod: Pod, status: ContainerStatus, lookup: Lookup): Promise<string[]> {
  const { namespace = "", name = "" } = pod.metadata;
  const reference = { namespace, name, container: status.name };
  // A container that has ended has its own log; one that waits for its restart, or runs again, left it with the one before.
  const previous = !status.state?.terminated && (status.restartCount ?? 0) > 0;
  for (const which of [previous, !previous]) {
    const log = await lookup.client.logs(reference, { tailLines: LOG_LINES, previous: which }, lookup.signal);
    // The kubelet answers with this text when it has removed the container meanwhile.
    if (log.startsWith("unable to retrieve container logs for ")) continue;
    const lines = log.trimEnd().split("\n").filter(Boolean).slice(-LOG_LINES);
    if (lines.length > 0) return [`Last log lines of ${name}/${status.name}:`, ...lines.map((line) => `  ${line}`)];
  }
  return [];
}

/** What ended the container, in words. */
function endInWords(status: ContainerStatus, container: Container | undefined, end: Termination): string {
  if (end.reason === "OOMKilled") {
    const limit = container?.resources?.limits?.memory;
    return `container ${status.name} needs more memory than its limit${limit === undefined ? "" : ` of ${limit}`} (OOMKilled)`;
  }
  const said = end.message?.trim().split("\n").pop();
  const because = said ? `: ${said}` : "";
  if (end.exitCode === 0)
    return `container ${status.name} ends by itself (exit code 0) instead of running on${because}`;
  return `container ${status.name} crashes with exit code ${end.exitCode}${because}`;
}

/** The kubelet's word for a container that it restarts because of a probe; undefined when it ended by itself. */
function killingProbe(status: ContainerStatus, events: readonly KubernetesEvent[]): string | undefined {
  const killing = events.find(
    (event) => event.reason === "Killing" && event.message?.includes(`ontainer ${status.name} failed `),
  );
  const kind = /failed (liveness|startup) probe/.exec(killing?.message ?? "")?.[1];
  if (kind === undefined) return undefined;
  const begin = kind === "liveness" ? "Liveness probe" : "Startup probe";
  const failing = events.find((event) => event.reason === "Unhealthy" && event.message?.startsWith(begin));
  return failing?.message?.trim() ?? `${begin} failed`;
}

/**
 * Finds a container that cannot start, ends again and again, or is killed for its memory or by a probe.
 *
 * @param pod its pod.
 * @param status the container's status.
 * @param container the container's spec.
 * @param subject where it is.
 * @param events the events of the pod.
 */
export function crashFinding(
  pod: Pod,
  status: ContainerStatus,
  container: Container | undefined,
  subject: string,
  events: readonly KubernetesEvent[],
): Finding | undefined {
  const explain = (lookup: Lookup) => logLines(pod, status, lookup);
  const { reason: waits = "", message: why = "" } = status.state?.waiting ?? {};
  if (waits === "RunContainerError" || waits === "CreateContainerError") {
    return startFinding(status, why || waits, subject);
  }
  const end = lastEnd(status);
  if (!end) return undefined;
  if (end.reason === "StartError" || end.reason === "ContainerCannotRun") {
    return startFinding(status, end.message ?? end.reason, subject);
  }
  // A container that has ended well in a pod that is meant to end is not a crash.
  if (end.exitCode === 0 && (pod.spec?.restartPolicy ?? "Always") !== "Always") return undefined;

  const restarts = status.restartCount ?? 0;
  const stopped = status.state?.running === undefined;
  const failures = restarts + (stopped ? 1 : 0);
  const probe = killingProbe(status, events);
  if (probe !== undefined) {
    return {
      problem: `container ${status.name} is restarted for its probe: ${probe}`,
      subject,
      rank: Rank.crash,
      certainAfter: restarts + 1 >= CRASHES.usual ? CERTAIN_AFTER.atOnce : undefined,
      remedy: "Check the probe's port and path, and give a slow start its time with a startup probe.",
      explain,
    };
  }
  if (status.ready && !stopped) return undefined;
  const outOfMemory = end.reason === "OOMKilled";
  const writing = writingRemedy(end.message);
  const enough = failures >= (outOfMemory ? CRASHES.outOfMemory : CRASHES.usual);
  return {
    problem: endInWords(status, container, end),
    subject,
    rank: Rank.crash,
    certainAfter: enough && stopped && pod.spec?.restartPolicy !== "Never" ? CERTAIN_AFTER.atOnce : undefined,
    remedy: outOfMemory ? "Raise the memory limit, or make the program use less." : writing,
    // Where the status holds nothing of the log, the log itself may say it.
    explain: async (lookup) => {
      const lines = await explain(lookup);
      return [...lines, ...(writing === undefined ? [writingRemedy(lines.join("\n"))] : [])].filter(
        (line) => line !== undefined,
      );
    },
  };
}

/** What to do where a program ended because it could not write; undefined when nothing says so. */
function writingRemedy(message = ""): string | undefined {
  const line = message.split("\n").findLast((one) => READ_ONLY.test(one));
  if (line === undefined) return undefined;
  const path = /(?<![\w.])\/[^\s'":,)\]]+/.exec(line)?.[0];
  return (
    `The container's file system is read-only${path === undefined ? "" : ` at ${path}`}: mount a volume where the program writes, ` +
    "for a service of a stack file with its key `writable`."
  );
}

function startFinding(status: ContainerStatus, message: string, subject: string): Finding {
  const definite = CANNOT_START.test(message);
  const words = message.replace(/^.*?(?:exec: |error during container init: )/s, "").trim();
  return {
    problem: `container ${status.name} cannot be started: ${words}`,
    subject,
    rank: Rank.crash,
    certainAfter: definite ? CERTAIN_AFTER.atOnce : CERTAIN_AFTER.dependency,
    remedy: definite ? "Check the container's command and arguments against what its image holds." : undefined,
  };
}
