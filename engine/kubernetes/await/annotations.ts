import type { KubernetesObject } from "../types";
import type { AwaitContext } from "./contract";

const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds";

/** How long a wait lasts when neither the program nor an annotation says so. */
const DEFAULT_TIMEOUT_SECONDS = 600;

/** An annotation of the inputs; when the program leaves it out, one on the live object does not count. */
export function annotationOf(object: KubernetesObject, name: string): string | undefined {
  return object.metadata.annotations?.[name];
}

/** Whether the program asks not to wait for an object. */
export function skipsAwait(inputs: KubernetesObject): boolean {
  return annotationOf(inputs, SKIP_AWAIT)?.trim().toLowerCase() === "true";
}

/** How long to wait: the custom time-out, else the annotation, else ten minutes. */
export function timeoutOf({ timeoutSeconds, inputs }: Pick<AwaitContext, "timeoutSeconds" | "inputs">): number {
  if (timeoutSeconds > 0) return timeoutSeconds;
  const annotated = Number(annotationOf(inputs, TIMEOUT_SECONDS)?.trim() || NaN);
  return annotated > 0 && Number.isFinite(annotated) ? annotated : DEFAULT_TIMEOUT_SECONDS;
}
