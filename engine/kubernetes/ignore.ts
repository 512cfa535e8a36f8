import { manages } from "./managed-fields";
import { isJsonList, isJsonMap, type Json } from "./objects";
import { parsePath, valueAt, type PathElement } from "./property-diff";
import type { KubernetesObject } from "./types";

/** A copy with another value at a path; undefined takes the field away. Paths that lead nowhere change nothing. */
function withValue(value: Json, path: PathElement[], replacement: Json | undefined): Json {
  const [element, ...rest] = path;
  if (element === undefined) {
    return replacement ?? null;
  }
  if (isJsonList(value) && typeof element === "number" && value[element] !== undefined) {
    return value.map((item, index) => (index === element ? withValue(item, rest, replacement) : item));
  }
  if (isJsonMap(value) && typeof element === "string" && element in value) {
    if (rest.length === 0 && replacement === undefined) {
      const { [element]: _, ...others } = value;
      return others;
    }
    return { ...value, [element]: withValue(value[element]!, rest, replacement) };
  }
  return value;
}

/**
 * The object to apply when the program ignores changes of some fields: such a field is left to whoever manages it, and where
 * that is this resource itself it keeps the value that it has in the cluster.
 */
export function withIgnored(
  object: KubernetesObject,
  live: KubernetesObject,
  fieldManager: string,
  ignoreChanges: string[],
): KubernetesObject {
  return ignoreChanges.map(parsePath).reduce<KubernetesObject>((current, path) => {
    const value = valueAt(live, path);
    if (value === undefined || path.includes("*") || path[0] === "apiVersion" || path[0] === "kind") {
      return current;
    }
    const kept = manages(live, fieldManager, path) ? value : undefined;
    return withValue(current, path, kept) as unknown as KubernetesObject;
  }, object);
}
