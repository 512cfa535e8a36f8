import { attempt } from "../attempt";
import type { Resource } from "../resource";
import { groupBy, type Stack } from "../stack";
import { kinds } from "./kinds";

/** Accepts namespaces. */
export const namespaces = kinds("/Namespace");

/**
 * Identifies the namespace of an object: by the URN of the Namespace of the stack that its metadata depends on or names, else by name.
 * Metadata may depend on Namespaces for other reasons: only one that may have the name counts.
 * Two objects are in the same namespace when they have the same identity.
 *
 * @throws Undecided when the name is not known yet and depends on no Namespace of the stack.
 */
export function namespaceOf(stack: Stack, resource: Resource): string {
  return stack.once(
    resource,
    () => {
      const own = resource.at("metadata", "namespace");
      const depended = resource.dependsOn("metadata").flatMap((urn) => stack.get(urn) ?? []);
      const [joined, ...others] = depended.filter(
        (one) => namespaces(one.type) && one.at("metadata", "name").mayEqual(own),
      );
      if (joined && (others.length === 0 || !own.isUnknown)) return joined.urn;
      return namespaceNamed(stack, own.text() ?? resource.provider.at("namespace").text() ?? "default");
    },
    namespaceOf,
  );
}

/** Identifies a namespace that a field names, as `namespaceOf` identifies that of an object. */
export function namespaceNamed(stack: Stack, name: string): string {
  return byName(stack).get(name)?.[0]?.urn ?? name;
}

/** Resources that the predicate accepts, by the namespace they are in. One whose namespace is not known yet is noted, and left out. */
export function inNamespace(stack: Stack, resources: readonly Resource[], namespace: string): readonly Resource[] {
  const groups = stack.once(resources, () => groupBy(resources, (one) => placesOf(stack, one)), inNamespace);
  return groups.get(namespace) ?? [];
}

/** The namespace that a resource is in, in a list; an empty one where that is not known yet. */
export function placesOf(stack: Stack, resource: Resource): string[] {
  return attempt(
    () => [namespaceOf(stack, resource)],
    () => [],
  );
}

/** Those of the resources whose namespace is not known yet: they may be in any. */
export function unplaced(stack: Stack, resources: readonly Resource[]): readonly Resource[] {
  return stack.once(resources, () => resources.filter((one) => placesOf(stack, one).length === 0), unplaced);
}

function byName(stack: Stack): ReadonlyMap<unknown, readonly Resource[]> {
  return stack.once(
    namespaces,
    () => groupBy(stack.where(namespaces), (one) => [one.at("metadata", "name").value]),
    byName,
  );
}
