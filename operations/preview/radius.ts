import type { Change } from "./changes";
import type { Topology } from "./topology";

/** What a change reaches. */
export interface Radius {
  /** Services, those that change first. */
  readonly services: readonly ReachedService[];
  /** Volumes and Secrets that the changed services use. */
  readonly stores: readonly string[];
  /** Addresses and host names that the changed services reach, or are reached by. */
  readonly hosts: readonly string[];
}

/** A service that a change reaches. */
export interface ReachedService {
  readonly name: string;
  /** Why: it changes itself, it reads what changes, or it calls one that is reached. */
  readonly why: "changes" | { readonly reads: string } | { readonly calls: string };
}

/** Follows a change from what it changes to whoever depends on it, by what each service says that it needs. */
export function radiusOf(changes: readonly Change[], topology: Topology): Radius {
  const reached = new Map<string, ReachedService["why"]>();
  for (const { urn, owner } of changes) {
    const service = topology.byUrn.get(urn) ?? (topology.services.has(owner.name) ? owner.name : undefined);
    if (service !== undefined) reached.set(service, "changes");
  }
  const stores = new Set(changes.flatMap(({ urn }) => topology.storesByUrn.get(urn) ?? []));
  for (const [name, node] of topology.services) {
    const read = [...node.stores].find((store) => stores.has(store));
    if (read !== undefined && !reached.has(name)) reached.set(name, { reads: read });
  }
  const direct = [...reached.keys()];
  // A Map gives what is added while it is gone through.
  for (const name of reached.keys()) {
    for (const [caller, { calls }] of topology.services) {
      if (calls.has(name) && !reached.has(caller)) reached.set(caller, { calls: name });
    }
  }
  const nodes = direct.flatMap((name) => topology.services.get(name) ?? []);
  const all = (pick: (node: (typeof nodes)[number]) => ReadonlySet<string>) =>
    [...new Set(nodes.flatMap((node) => [...pick(node)]))].toSorted();
  return {
    services: [...reached].map(([name, why]) => ({ name, why })),
    stores: all(({ stores: used }) => used),
    hosts: all(({ hosts }) => hosts),
  };
}
