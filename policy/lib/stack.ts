import { withBuiltImages } from "./kubernetes/built-images";
import { withTemplates } from "./kubernetes/workload-ref";
import { Resource, type ResourceFacts } from "./resource";

/** All resources of a stack, as a rule about the stack sees them. */
export class Stack {
  private readonly byUrn = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly known = new Map<unknown, Map<unknown, unknown>>();

  constructor(all: readonly ResourceFacts[], unknown: Set<string>) {
    const { facts, idle } = withTemplates(withBuiltImages(all));
    for (const one of facts) {
      const resource = new Resource(one, unknown);
      this.byUrn.set(resource.urn, resource);
      if (idle.has(resource.urn)) continue;
      const others = this.byType.get(resource.type);
      if (others) others.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
  }

  /** All resources. */
  get resources(): Iterable<Resource> {
    return this.byUrn.values();
  }

  /** The resource with this URN. */
  get(urn: string): Resource | undefined {
    return this.byUrn.get(urn);
  }

  /**
   * The resources whose type the predicate accepts, without workloads that only hold the pod template of another one. A predicate that
   * is kept is asked once.
   */
  where(accepts: Applies): readonly Resource[] {
    return this.once(accepts, () => [...this.byType].flatMap(([type, resources]) => (accepts(type) ? resources : [])));
  }

  /**
   * What was computed before, or what is computed now: for what a rule needs again at every resource.
   *
   * @param key what it is computed from, such as a resource or a predicate.
   * @param kind tells apart what is computed from the same key.
   */
  once<T>(key: unknown, compute: () => T, kind: unknown = undefined): T {
    let results = this.known.get(key);
    if (!results) this.known.set(key, (results = new Map()));
    if (!results.has(kind)) results.set(kind, compute());
    return results.get(kind) as T;
  }

  /**
   * The resources of these types whose property depends on a resource: the way to join resources whose ids are not known yet.
   *
   * @param to the resource they belong to, such as a bucket.
   * @param accepts the types to look among.
   * @param property the property that leads to it, such as `bucket`.
   */
  joined(to: Resource, accepts: Applies, property: string): readonly Resource[] {
    const dependants = this.once(
      accepts,
      () => groupBy(this.where(accepts), (one) => one.dependsOn(property)),
      `joined by ${property}`,
    );
    return dependants.get(to.urn) ?? [];
  }
}

/** Groups values by each of the keys that they have. */
export function groupBy<K, V>(values: Iterable<V>, keysOf: (value: V) => Iterable<K>): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    }
  }
  return groups;
}

/** Tells by its type token whether a rule is about a resource. */
export type Applies = (type: string) => boolean;

/** Accepts exactly these type tokens. */
export function types(...tokens: readonly string[]): Applies {
  const accepted = new Set(tokens);
  return (type) => accepted.has(type);
}
