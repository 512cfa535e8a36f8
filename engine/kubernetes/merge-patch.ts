import { isJsonMap, type JsonMap } from "./objects";
import type { KubernetesObject } from "./types";

/** The merge patch that makes of an object that was written from the old inputs one of the new inputs. */
export function changePatch({ old, now }: { old: KubernetesObject; now: KubernetesObject }): KubernetesObject {
  const { metadata, ...rest } = mergePatch(old as unknown as JsonMap, now as unknown as JsonMap);
  const { name, namespace } = now.metadata;
  return {
    ...rest,
    apiVersion: now.apiVersion,
    kind: now.kind,
    metadata: { ...(isJsonMap(metadata) ? metadata : {}), name, namespace },
  };
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
