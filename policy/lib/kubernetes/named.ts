import { attempt } from "../attempt";
import { Undecided } from "../node";
import type { Resource } from "../resource";
import { groupBy, type Applies, type Stack } from "../stack";
import { demandNamespaces } from "./inside";
import { namespaceOf } from "./namespace";

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
  const [unnamed] = index.get(keyFor(namespace)) ?? [];
  if (found) return found;
  if (unnamed) throw new Undecided(unnamed.at(...nameKeys).path);
  demandNamespaces(stack, accepts);
  return [];
}

function keyOf(stack: Stack, resource: Resource, nameKeys: readonly string[]): string[] {
  return attempt(
    () => {
      const namespace = namespaceOf(stack, resource);
      return attempt(
        () => {
          const name = resource.at(...nameKeys).text() || resource.at(...NAME).text();
          return name ? [keyFor(namespace, name)] : [];
        },
        () => [keyFor(namespace)],
      );
    },
    () => [],
  );
}

/** The index's key of a name, or of all names that are not known yet. */
function keyFor(namespace: string, name?: string): string {
  return JSON.stringify([namespace, name]);
}
