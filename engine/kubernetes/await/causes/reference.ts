import type { Finding, Lookup } from "../rule";
import { Rank } from "../rule";
import { byTime, type ContainerStatus, type KubernetesEvent, type Pod } from "../shapes";
import { CERTAIN_AFTER } from "./certainty";

/** A Secret or ConfigMap, or a key of one, that a pod names and the cluster does not have. */
interface MissingReference {
  kind: "Secret" | "ConfigMap";
  name: string;
  key?: string;
}

/** Reads the kubelet's words about a reference that it cannot follow. */
export function missingReference(message: string): MissingReference | undefined {
  const kindOf = (word: string) => (word.toLowerCase() === "secret" ? "Secret" : "ConfigMap");
  const whole = /\b(secret|configmap) "([^"]+)" not found/i.exec(message);
  if (whole) return { kind: kindOf(whole[1] ?? ""), name: whole[2] ?? "" };
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) (?:[^\s/]+\/)?(\S+)/.exec(message);
  if (key) return { kind: kindOf(key[2] ?? ""), name: key[3] ?? "", key: key[1] };
  return undefined;
}

function inWords({ kind, name, key }: MissingReference): string {
  return key === undefined ? `${kind} ${name} does not exist` : `${kind} ${name} has no key ${key}`;
}

/** Whether the server still lacks what the kubelet missed at its last try. */
async function isStillMissing(reference: MissingReference, namespace: string, lookup: Lookup): Promise<boolean> {
  const { kind, name, key } = reference;
  const found = await lookup.client.get({ apiVersion: "v1", kind, name, namespace }, lookup.signal);
  if (!found) return true;
  if (key === undefined) return false;
  const parts = [found.data, found.binaryData] as (Record<string, unknown> | undefined)[];
  return !parts.some((part) => part !== undefined && key in part);
}

function referenceFinding(reference: MissingReference, pod: Pod, subject: string): Finding {
  const { namespace = "" } = pod.metadata;
  return {
    problem: inWords(reference),
    subject,
    rank: Rank.reference,
    certainAfter: CERTAIN_AFTER.parallelCreation,
    remedy: `Create it in namespace ${namespace}, or mark the reference as optional.`,
    verify: (lookup) => isStillMissing(reference, namespace, lookup),
  };
}

/**
 * Finds a container that cannot be made from its spec: a Secret or ConfigMap that is missing, or a user that its security
 * context forbids.
 */
export function configFinding(pod: Pod, status: ContainerStatus, subject: string): Finding | undefined {
  const { reason, message = "" } = status.state?.waiting ?? {};
  if (reason !== "CreateContainerConfigError") return undefined;
  const reference = missingReference(message);
  if (reference) return referenceFinding(reference, pod, subject);
  return {
    problem: `container ${status.name} cannot be created: ${message.replace(/ \(pod: .*\)$/s, "") || reason}`,
    subject,
    rank: Rank.reference,
    certainAfter: CERTAIN_AFTER.parallelCreation,
  };
}

/** Finds a volume that cannot be mounted. */
export function volumeFindings(pod: Pod, subject: string, events: readonly KubernetesEvent[]): Finding[] {
  const failing = events
    .filter(({ reason }) => reason === "FailedMount" || reason === "FailedAttachVolume")
    .sort(byTime)
    .pop();
  if (!failing) return [];
  const message = failing.message ?? "";
  const reference = missingReference(message);
  if (reference) return [referenceFinding(reference, pod, subject)];
  const problem = `a volume cannot be mounted: ${message.trim()}`;
  // A key that the pod's spec names and the object lacks stays away; other mounts may succeed at the next try.
  const certainAfter = message.includes("references non-existent") ? CERTAIN_AFTER.nodeOrVolume : undefined;
  return [{ problem, subject, rank: Rank.volume, certainAfter }];
}
