import { parsePath } from "../../../formats/property-path";
import type { ResourceFacts } from "../../../policy/lib/resource";

/** A resource of a test. What is left out does not matter to the rule. */
export interface Given {
  type: string;
  properties: Record<string, unknown>;
  /** Its name in the stack; `web` unless given. */
  name?: string;
  options?: Partial<ResourceFacts["options"]>;
  provider?: ResourceFacts["provider"];
  /** Names of other resources of the test, by the property that depends on them. */
  dependencies?: Record<string, string[]>;
}

/** Changes resources of a test, in place. */
export interface Change {
  (given: Given[]): void;
  /** The path that it changes, where that is one. */
  readonly path?: string;
}

/** The name of a resource of a test. */
export const nameOf = (given: Given): string => given.name ?? "web";

/**
 * Sets a value.
 *
 * @param path such as `spec.containers[0].image`; what is missing on the way is made.
 * @param resource the name of the resource; the first one unless given.
 */
export function set(path: string, value: unknown, resource?: string): Change {
  return change(path, resource, (parent, key) => (parent[key] = structuredClone(value)));
}

/** Removes a value, or an element of a list. */
export function remove(path: string, resource?: string): Change {
  return change(path, resource, (parent, key) => {
    if (!Object.hasOwn(parent, key)) throw new Error(`there is no ${path} to remove`);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  });
}

/** Takes a resource away. */
export function without(resource: string): Change {
  return (given) => void given.splice(given.indexOf(find(given, resource)), 1);
}

/** Adds a resource. */
export function add(resource: Given): Change {
  return (given) => void given.push(structuredClone(resource));
}

/** Changes the options of a resource, or another of its facts. */
export function state(facts: Partial<Given>, resource?: string): Change {
  return (given) => void Object.assign(find(given, resource), structuredClone(facts));
}

/** Several changes, one after the other; the path is that of the first which has one. */
export function all(...changes: readonly Change[]): Change {
  const together = (given: Given[]) => changes.forEach((one) => one(given));
  return Object.assign(together, { path: changes.find((one) => one.path !== undefined)?.path });
}

/** The value at a path; undefined where there is none. */
export function valueAt(properties: unknown, path: string): unknown {
  return keysOf(path).reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    properties,
  );
}

function change(
  path: string,
  resource: string | undefined,
  edit: (parent: Record<string, unknown>, key: string) => void,
): Change {
  const apply = (given: Given[]) => {
    const keys = keysOf(path);
    let parent: Record<string, unknown> = find(given, resource).properties;
    keys.slice(0, -1).forEach((key, index) => {
      parent[key] ??= /^\d+$/.test(keys[index + 1] ?? "") ? [] : {};
      parent = parent[key] as Record<string, unknown>;
    });
    edit(parent, keys.at(-1) ?? "");
  };
  return Object.assign(apply, { path });
}

function find(given: readonly Given[], resource: string | undefined): Given {
  const found = resource === undefined ? given[0] : given.find((one) => nameOf(one) === resource);
  if (!found) throw new Error(`the test has no resource "${resource}"`);
  return found;
}

function keysOf(path: string): string[] {
  return parsePath(path).map(String);
}
