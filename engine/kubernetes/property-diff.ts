import { writePath, type PathElement } from "../../formats/property-path";
import { Unknown, type DiffKind } from "../plugin";
import { isJsonList, isJsonMap, sdkName, type Json, type JsonMap } from "./objects";

export { parsePath, type PathElement } from "../../formats/property-path";

/** One property that differs. */
export interface Difference {
  path: PathElement[];
  kind: "add" | "delete" | "update";
  /** The value that it is to have; undefined when it goes. */
  value: Json | undefined;
}

/** Finds what differs, down to the deepest property; list elements are compared by position. */
export function differences(old: JsonMap, now: JsonMap): Difference[] {
  return [...compareMaps([], old, now)];
}

function* compareMaps(path: PathElement[], old: JsonMap, now: JsonMap): Generator<Difference> {
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) {
    yield* compare([...path, key], old[key], now[key]);
  }
}

function* compare(path: PathElement[], old: Json | undefined, now: Json | undefined): Generator<Difference> {
  if (now === undefined) {
    if (old !== undefined) {
      yield { path, kind: "delete", value: undefined };
    }
  } else if (old === undefined) {
    yield { path, kind: "add", value: now };
  } else if (isJsonMap(old) && isJsonMap(now)) {
    yield* compareMaps(path, old, now);
  } else if (isJsonList(old) && isJsonList(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index++) {
      yield* compare([...path, index], old[index], now[index]);
    }
  } else if (old !== now || now instanceof Unknown) {
    yield { path, kind: "update", value: now };
  }
}

/** A path as the engine writes it, with the names of the SDKs: `spec.ports[0].port`, `metadata.annotations["a.b/c"]`. */
export function formatPath(path: PathElement[]): string {
  return writePath(path.map((element) => (typeof element === "string" ? sdkName(element) : element)));
}

/** The value at a path; undefined where the path leads nowhere. */
export function valueAt(value: Json | undefined, path: PathElement[]): Json | undefined {
  return path.reduce<Json | undefined>((current, element) => {
    if (typeof element === "number") {
      return isJsonList(current) ? current[element] : undefined;
    }
    return isJsonMap(current) ? current[element] : undefined;
  }, value);
}

/** Whether `path` is at or below `pattern`. */
export function isWithin(path: PathElement[], pattern: PathElement[]): boolean {
  return pattern.length <= path.length && pattern.every((part, index) => part === "*" || part === path[index]);
}

/**
 * Whether a difference touches a field: it is at or below it, or it adds or takes away something that contains it.
 *
 * @param field Field names joined by dots; positions in lists do not count.
 */
export function touches({ path, value }: Difference, field: string): boolean {
  const names = path.filter((element) => typeof element === "string");
  const wanted = field.split(".");
  const common = Math.min(names.length, wanted.length);
  if (!wanted.slice(0, common).every((part, index) => part === names[index])) {
    return false;
  }
  // What goes as a whole takes the field with it, if it was there; the comparison has already said that something was.
  return names.length >= wanted.length || value === undefined || contains(value, wanted.slice(names.length));
}

function contains(value: Json, fields: string[]): boolean {
  if (fields.length === 0) {
    return true;
  }
  if (isJsonList(value)) {
    return value.some((element) => contains(element, fields));
  }
  const [first, ...rest] = fields;
  const next = isJsonMap(value) ? value[first!] : undefined;
  return next !== undefined && contains(next, rest);
}

/** A difference's kind, with the word that says that it takes a replacement. */
export function diffKind({ kind }: Difference, replace: boolean): DiffKind {
  return replace ? `${kind}-replace` : kind;
}
