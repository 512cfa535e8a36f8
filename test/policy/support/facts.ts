import { Node } from "../../../policy/lib/node";
import { Resource, type ResourceFacts } from "../../../policy/lib/resource";
import { Stack } from "../../../policy/lib/stack";
import { nameOf, type Given } from "./changes";

/** What there is to know about a resource of a test. */
export function factsOf(given: Given, all: readonly Given[]): ResourceFacts {
  const urnOfName = (name: string) => {
    const found = all.find((one) => nameOf(one) === name);
    if (!found) throw new Error(`the test has no resource "${name}"`);
    return urnOf(found);
  };
  return {
    urn: urnOf(given),
    type: given.type,
    name: nameOf(given),
    properties: given.properties,
    options: { protect: false, ignoreChanges: [], ...given.options },
    provider: given.provider,
    dependencies: Object.fromEntries(
      Object.entries(given.dependencies ?? {}).map(([property, names]) => [property, names.map(urnOfName)]),
    ),
  };
}

/** The URN of a resource of a test. */
export const urnOf = (given: Given): string => `urn:pulumi:test::platform::${given.type}::${nameOf(given)}`;

/** A place in properties, for what rules share. */
export const nodeOf = (value: unknown, key = "value", notes: string[] = []): Node =>
  new Node(value, [key], {
    note: (path) => {
      notes.push(path);
      return () => void notes.splice(notes.indexOf(path), 1);
    },
    isSecret: () => false,
  });

/** A resource by itself. */
export const resourceOf = (type: string, properties: Record<string, unknown>, facts: Partial<Given> = {}): Resource =>
  new Resource(factsOf({ type, properties, ...facts }, []), new Set());

/** The resources of a test as a stack, with what is noted about unknown values. */
export function stackOf(given: readonly Given[]): {
  stack: Stack;
  resource: (name: string) => Resource;
  notes: Set<string>;
} {
  const notes = new Set<string>();
  const stack = new Stack(
    given.map((one) => factsOf(one, given)),
    notes,
  );
  const resource = (name: string) => {
    const found = [...stack.resources].find((one) => one.name === name);
    if (!found) throw new Error(`the test has no resource "${name}"`);
    return found;
  };
  return { stack, resource, notes };
}
