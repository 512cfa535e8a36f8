import type { ProviderContext } from "./context";
import { applyChange } from "./duplicate-keys";
import { hasPredecessor } from "./managed-fields";
import { changePatch } from "./merge-patch";
import type { KubernetesObject } from "./types";

/** What a change of an existing object consists of. */
export interface Change {
  live: KubernetesObject;
  /** The checked inputs that the object was last written from. */
  old: KubernetesObject;
  /** The checked inputs that it is to be written from. */
  now: KubernetesObject;
  fieldManager: string;
  /** Overwrite what others manage. */
  force: boolean;
}

/**
 * Lets the server work out a change without making it. Fields that this resource wrote before it used server-side apply
 * cannot be taken over in a dry run, and applying without that leaves the old elements of lists beside the new; such an
 * object is shown the difference between the inputs instead.
 *
 * @throws ApiError when the server would refuse the change.
 */
export async function dryRunChange(
  { client }: ProviderContext,
  { live, old, now, fieldManager, force }: Change,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  const options = { fieldManager, dryRun: true, signal };
  return hasPredecessor(live, fieldManager)
    ? client.mergePatch(changePatch({ old, now }), options)
    : applyChange(client, { old, now }, { ...options, force });
}
