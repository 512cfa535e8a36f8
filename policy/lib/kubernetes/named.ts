import type { Node } from "../node";
import type { Resource } from "../resource";
import { groupBy, type Applies, type Stack } from "../stack";
import { demandNamespaces } from "./inside";
import { placesOf } from "./namespace";

const NAME: readonly string[] = ["metadata", "name"];

/**
 * The objects of a name in a namespace; patches are none.
 *
 * @param accepts their types; kept by the caller, because the index hangs on it.
 * @param namespace its identity, from `namespaceOf`.
 * @param nameKeys where the name is; `metadata.name` counts where there is nothing.
 * @throws Undecided when none is found, and one has a name or a namespace that is not known yet.
 */
export function named(
  stack: Stack,
  accepts: Applies,
  namespace: string,
  name: string,
  nameKeys: readonly string[] = NAME,
): readonly Resource[] {
  const index = stack.once(
    accepts,
    () => groupBy(stack.where(accepts), (one) => (one.kind.isPatch ? [] : keyOf(stack, one, nameKeys))),
    named,
  );
  const found = index.get(keyFor(namespace, name));
  if (found) return found;
  for (const unnamed of index.get(keyFor(namespace)) ?? []) nameOf(unnamed, nameKeys).read();
  demandNamespaces(stack, accepts);
  return [];
}

/** The key of an object in the index. A name that is not known yet is noted only when it matters. */
function keyOf(stack: Stack, resource: Resource, nameKeys: readonly string[]): string[] {
  return placesOf(stack, resource).flatMap((namespace) => {
    const name = nameOf(resource, nameKeys);
    if (name.isUnknown) return [keyFor(namespace)];
    return typeof name.value === "string" && name.value !== "" ? [keyFor(namespace, name.value)] : [];
  });
}

function nameOf(resource: Resource, nameKeys: readonly string[]): Node {
  const stated = resource.at(...nameKeys);
  return stated.value ? stated : resource.at(...NAME);
}

/** The index's key of a name, or of all names that are not known yet. */
function keyFor(namespace: string, name?: string): string {
  return JSON.stringify([namespace, name]);
}
