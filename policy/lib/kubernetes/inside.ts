import type { Resource } from "../resource";
import type { Applies, Stack } from "../stack";
import { inNamespace, namespaceOf, namespaces, unplaced } from "./namespace";

/** The namespaces that the stack makes; patches change one of somebody else's. */
export function ownNamespaces(stack: Stack): Resource[] {
  return stack.where(namespaces).filter((one) => !one.kind.isPatch);
}

/** What is inside a namespace of the stack, of the types that the predicate accepts, without patches. */
export function inside(stack: Stack, accepts: Applies, namespace: Resource): Resource[] {
  return inNamespace(stack, stack.where(accepts), namespace.urn).filter((one) => !one.kind.isPatch);
}

/**
 * Makes sure that a search in one namespace has missed nothing.
 *
 * @throws Undecided when one of the stack's resources of these types is in a namespace that is not known yet.
 */
export function demandNamespaces(stack: Stack, accepts: Applies): void {
  const [unclear] = unplaced(stack, stack.where(accepts));
  if (unclear) namespaceOf(stack, unclear);
}
