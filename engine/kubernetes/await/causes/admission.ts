import type { Finding, View } from "../rule";
import { Rank } from "../rule";
import { byTime } from "../shapes";
import { CERTAIN_AFTER } from "./certainty";
import { eventsByUid, patient } from "./events";

interface RefusalClass {
  pattern: RegExp;
  /** The problem in words, made of the server's own. */
  words(message: string): string;
  certainAfter: number;
  remedy?: string;
}

const REFUSALS: RefusalClass[] = [
  {
    pattern: /exceeded quota|status unknown for quota|must specify [\w.,\- ]*for:/i,
    words: (message) => `the namespace's quota does not allow the pod: ${message}`,
    certainAfter: CERTAIN_AFTER.quota,
    remedy: "Raise the ResourceQuota, request less, or run fewer replicas.",
  },
  {
    pattern: /violates PodSecurity/i,
    words: (message) => `the namespace's Pod Security level refuses the pod: ${message}`,
    certainAfter: CERTAIN_AFTER.atOnce,
    remedy: "Set the pod's security context to what the level asks for, or give the namespace another level.",
  },
  {
    pattern: /admission webhook "[^"]*" denied|ValidatingAdmissionPolicy/i,
    words: (message) => `an admission rule refuses the pod: ${message}`,
    certainAfter: CERTAIN_AFTER.atOnce,
  },
  {
    pattern: /failed calling webhook/i,
    words: (message) => `an admission webhook that has to see the pod does not answer: ${message}`,
    certainAfter: CERTAIN_AFTER.dependency,
    remedy: "Start the webhook's own pods again, or remove its webhook configuration.",
  },
  {
    pattern: /is invalid:|(?:maximum|minimum) (?:cpu|memory|[\w-]+) usage per/i,
    words: (message) => `the pod is refused: ${message}`,
    certainAfter: CERTAIN_AFTER.atOnce,
  },
];

/** What a pod names and the API server looks for before it takes the pod. */
const LOOKED_FOR: { pattern: RegExp; apiVersion: string; kind: string; namespaced: boolean }[] = [
  {
    pattern: /service account \S+: serviceaccount "([^"]+)" not found/,
    apiVersion: "v1",
    kind: "ServiceAccount",
    namespaced: true,
  },
  {
    pattern: /no PriorityClass with name (\S+) was found/,
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    namespaced: false,
  },
  {
    pattern: /RuntimeClass "([^"]+)" not found/,
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    namespaced: false,
  },
];

/** Finds the object that the refusal misses, which counts only when it is still missing after a while. */
function missingFinding(words: string, namespace: string): Finding | undefined {
  for (const { pattern, apiVersion, kind, namespaced } of LOOKED_FOR) {
    const name = pattern.exec(words)?.[1];
    if (name === undefined) continue;
    const reference = { apiVersion, kind, name, namespace: namespaced ? namespace : undefined };
    return {
      problem: `${kind} ${name} does not exist, and without it the pod is refused`,
      rank: Rank.admission,
      certainAfter: CERTAIN_AFTER.parallelCreation,
      remedy: namespaced ? `Create it in namespace ${namespace}.` : "Create it, or name one that exists.",
      verify: async ({ client, signal }) => (await client.get(reference, signal)) === undefined,
    };
  }
  return undefined;
}

/** The refusal without the name of the pod, which is another at every try. */
function withoutPodName(message: string): string {
  return message
    .trim()
    .replace(/^(?:Failed to create pod: |Error creating: |create Pod \S+ in \S+ \S+ failed error: )/i, "")
    .replace(/^pods "[^"]*" is forbidden: /, "")
    .replace(/^Pod "[^"]*" (?=is invalid)/, "");
}

/**
 * Judges why a controller may not create a pod.
 *
 * @param message the API server's words, from a condition or an event.
 * @param namespace where the pods should be.
 */
export function refusalFinding(message: string, namespace = ""): Finding {
  const words = withoutPodName(message);
  const missing = missingFinding(words, namespace);
  if (missing) return missing;
  const known = REFUSALS.find(({ pattern }) => pattern.test(words));
  return {
    problem: known ? known.words(words) : `the pod cannot be created: ${words}`,
    rank: Rank.admission,
    certainAfter: known?.certainAfter ?? CERTAIN_AFTER.dependency,
    remedy: known?.remedy,
  };
}

/**
 * Finds a refusal in the events of a controller that has no condition for it, unless a later try succeeded.
 *
 * @param view where the events are.
 * @param uid the controller.
 */
export function refusalInEvents(view: View, uid: string | undefined): Finding | undefined {
  const tries = (eventsByUid(view).get(uid ?? "") ?? [])
    .filter(({ reason }) => reason === "FailedCreate" || reason === "SuccessfulCreate")
    // Times are whole seconds: a success within the second of a failure came after it.
    .sort((a, b) => byTime(a, b) || (a.reason === "SuccessfulCreate" ? 1 : -1));
  const last = tries.pop();
  if (last?.reason !== "FailedCreate" || last.message === undefined) return undefined;
  const finding = refusalFinding(last.message, last.metadata.namespace);
  return view.isUntouched(last) ? patient(finding) : finding;
}
