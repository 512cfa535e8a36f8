import type { Finding } from "../rule";
import { Rank } from "../rule";
import type { ContainerStatus, KubernetesEvent } from "../shapes";
import { CERTAIN_AFTER, PULLS } from "./certainty";

const PULL_REASONS = new Set(["ErrImagePull", "ImagePullBackOff", "ImageInspectError", "RegistryUnavailable"]);

/** What a registry answers for good; anything else may be a fault of the network. */
const DEFINITE = [
  /\bnot found\b/i,
  /\bmanifest unknown\b/i,
  /\bname unknown\b/i,
  /repository does not exist/i,
  /pull access denied/i,
  /unauthori[sz]ed/i,
  /authorization failed/i,
  /authentication required/i,
  /no basic auth credentials/i,
  /insufficient_scope/i,
  /\b40[13]\b/,
  /\bforbidden\b/i,
  /no match for platform/i,
  /invalid reference format/i,
];

/** Words of a network fault that contain one of the definite ones. */
const PASSING = [/no such host/i, /\b50[0-9]\b/, /\b429\b/, /toomanyrequests/i, /timeout/i, /server misbehaving/i];

/** Cuts the layers that the kubelet and the runtime wrap around the registry's own words. */
export function registryWords(message: string, image: string): string {
  let words = message.trim();
  const layers = [
    /^Back-off pulling image "[^"]*": /,
    /^(?:ErrImagePull|ImageInspectError|RegistryUnavailable): /,
    /^Failed to pull image "[^"]*": /,
    /^rpc error: code = \w+ desc = /,
    /^failed to pull and unpack image "[^"]*": /,
    /^failed to resolve reference "[^"]*": /,
    /^failed to do request: /,
    /^failed to copy: /,
    /^Error response from daemon: /,
    /^image pull failed for \S+ because the registry is unavailable: /,
  ];
  for (let before = ""; before !== words;) {
    before = words;
    for (const layer of layers) words = words.replace(layer, "");
    if (words.startsWith(`${image}: `)) words = words.slice(image.length + 2);
  }
  return words;
}

/** Whether the registry's answer will be the same next time. */
function isDefinite(words: string): boolean {
  return !PASSING.some((pattern) => pattern.test(words)) && DEFINITE.some((pattern) => pattern.test(words));
}

function failedPulls(events: readonly KubernetesEvent[], image: string): number {
  return events
    .filter((event) => event.reason === "Failed" && event.message?.startsWith(`Failed to pull image "${image}"`))
    .reduce((sum, event) => sum + (event.count ?? 1), 0);
}

/**
 * Finds an image that cannot be had.
 *
 * @param status the container's status.
 * @param subject where it is.
 * @param image the image as the pod's spec names it; the registry's words carry it too.
 * @param events the events of the pod.
 */
export function imageFinding(
  status: ContainerStatus,
  subject: string,
  image: string,
  events: readonly KubernetesEvent[],
): Finding | undefined {
  const { reason = "", message = "" } = status.state?.waiting ?? {};
  if (reason === "InvalidImageName") {
    return {
      problem: `the image name "${image}" is not valid`,
      subject,
      rank: Rank.image,
      certainAfter: CERTAIN_AFTER.atOnce,
      remedy: "Name the image as registry/repository:tag or registry/repository@sha256:digest, in lower case.",
    };
  }
  if (reason === "ErrImageNeverPull") {
    return {
      problem: `image "${image}" is not on the node, and its pull policy is Never`,
      subject,
      rank: Rank.image,
      certainAfter: CERTAIN_AFTER.atOnce,
      remedy: "Use the pull policy IfNotPresent, or load the image onto the node.",
    };
  }
  if (!PULL_REASONS.has(reason)) return undefined;
  const words = registryWords(message, image) || reason;
  const definite = isDefinite(words);
  const pulls = failedPulls(events, image);
  return {
    problem: `cannot pull image "${image}": ${words}`,
    subject,
    key: `pull ${image} ${subject}`,
    rank: Rank.image,
    // Where events cannot be read, the back-off's own pace stands in for the count.
    certainAfter: definite || pulls >= PULLS ? CERTAIN_AFTER.atOnce : CERTAIN_AFTER.nodeOrVolume,
    remedy: definite
      ? "Check that the image was pushed under this name and tag, and that the pod's pull secret may read it."
      : "Check that the node reaches the registry: its name, port, certificate and proxy.",
  };
}
