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

interface FieldSet {
  [field: string]: FieldSet;
}

/** Whether the manager has the field itself or anything in it; a path through a list counts as had, for its keys are not told. */
function manages(live: KubernetesObject, fieldManager: string, path: PathElement[]): boolean {
  const entries = (live.metadata.managedFields ?? []) as { manager: string; operation: string; fieldsV1?: FieldSet }[];
  return entries.some(({ manager, operation, fieldsV1 }) => {
    let fields: FieldSet | undefined = fieldsV1;
    for (const element of path) {
      if (typeof element === "number") {
        return manager === fieldManager;
      }
      fields = fields?.[`f:${element}`];
    }
    return manager === fieldManager && operation === "Apply" && fields !== undefined;
  });
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
