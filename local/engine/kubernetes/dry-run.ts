import type { ProviderContext } from "./context";
import { hasPredecessor } from "./managed-fields";
import { isJsonMap, type JsonMap } from "./objects";
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

/** The merge patch (RFC 7386) that leads from one value to another; lists are replaced as a whole. */
export function mergePatch(old: JsonMap, now: JsonMap): JsonMap {
  const patch: JsonMap = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const before = old[key];
    const after = now[key];
    if (after === undefined) {
      patch[key] = null;
    } else if (isJsonMap(before) && isJsonMap(after)) {
      const inner = mergePatch(before, after);
      if (Object.keys(inner).length > 0) {
        patch[key] = inner;
      }
    } else if (JSON.stringify(before) !== JSON.stringify(after)) {
      patch[key] = after;
    }
  }
  return patch;
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
  if (!hasPredecessor(live)) {
    return client.apply(now, { fieldManager, force, dryRun: true, signal });
  }
  const { apiVersion, kind, metadata, ...rest } = mergePatch(old as unknown as JsonMap, now as unknown as JsonMap);
  const patch = {
    ...rest,
    apiVersion: apiVersion ?? now.apiVersion,
    kind: kind ?? now.kind,
    metadata: {
      ...(isJsonMap(metadata) ? metadata : {}),
      name: live.metadata.name,
      namespace: live.metadata.namespace,
    },
  } as KubernetesObject;
  return client.mergePatch(patch, { fieldManager, dryRun: true, signal });
}
