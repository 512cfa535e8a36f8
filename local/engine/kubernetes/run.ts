import { selects } from "./await/shapes";
import { groupOf, isJsonMap, type Json, type JsonMap } from "./objects";
import type { KindReference, KubernetesObject } from "./types";

/** Something that this run is to create, and that other objects need before they can be. */
interface Expected {
  /** Resolves when it exists; stays open in a preview. */
  exists: Promise<void>;
  created: () => void;
  /** The scope of a declared kind, such as `Namespaced`. */
  scope?: string;
}

/**
 * What the running update has announced so far: namespaces, kinds and pods that are not in the cluster yet but will be. An object
 * that needs one of them can wait for it instead of failing, and a preview knows that it is no mistake.
 */
export class Announcements {
  private readonly expected = new Map<string, Expected>();
  /** What the pods of declared workloads will have. */
  private readonly pods: { namespace: string | undefined; labels: Record<string, string> }[] = [];
  private readonly waiting = new Set<() => void>();

  /** Takes note of an object that the program declares. */
  announce(object: KubernetesObject): void {
    for (const key of keysOf(object)) {
      if (!this.expected.has(key)) {
        let created = () => {};
        const exists = new Promise<void>((resolve) => (created = resolve));
        const scope: unknown = (object.spec as JsonMap | undefined)?.scope;
        this.expected.set(key, { exists, created, scope: typeof scope === "string" ? scope : undefined });
      }
    }
    const labels = podLabelsOf(object);
    if (isJsonMap(labels)) {
      this.pods.push({ namespace: object.metadata.namespace, labels: labels as Record<string, string> });
    }
    for (const wake of this.waiting) {
      wake();
    }
  }

  /** Takes note that a declared object exists now. */
  created(object: KubernetesObject): void {
    for (const key of keysOf(object)) {
      this.expected.get(key)?.created();
    }
  }

  /** The promise that a namespace exists; undefined when nobody declared it. */
  namespace(name: string): Promise<void> | undefined {
    return this.expected.get(`Namespace ${name}`)?.exists;
  }

  /** The promise that a kind exists; undefined when nobody declared its definition. */
  kind({ apiVersion, kind }: KindReference): Promise<void> | undefined {
    return this.expected.get(`Kind ${groupOf(apiVersion)}/${kind}`)?.exists;
  }

  /** The scope of a kind as its declared definition says it: `Cluster` or `Namespaced`. */
  scope({ apiVersion, kind }: KindReference): string | undefined {
    return this.expected.get(`Kind ${groupOf(apiVersion)}/${kind}`)?.scope;
  }

  /** Whether a declared workload makes pods in a namespace that have every label of a selector. */
  hasPods(namespace: string | undefined, selector: Record<string, string>): boolean {
    return this.pods.some((pod) => pod.namespace === namespace && selects(selector, pod.labels));
  }

  /** Waits for the definition of a kind to be declared, for programs that declare it after its first use. */
  async kindDeclared(reference: KindReference, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.kind(reference)) {
      return;
    }
    await new Promise<void>((resolve) => {
      const check = () => {
        if (this.kind(reference)) {
          done();
        }
      };
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(check);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.waiting.add(check);
      signal.addEventListener("abort", done);
    });
    signal.throwIfAborted();
  }
}

function keysOf({ kind, metadata, spec }: KubernetesObject): string[] {
  if (kind === "Namespace" && typeof metadata.name === "string") {
    return [`Namespace ${metadata.name}`];
  }
  const { group, names } = (spec ?? {}) as JsonMap;
  if (
    kind === "CustomResourceDefinition" &&
    typeof group === "string" &&
    isJsonMap(names) &&
    typeof names.kind === "string"
  ) {
    return [`Kind ${group}/${names.kind}`];
  }
  return [];
}

/** The labels of the pods that an object is, or makes: of every kind that has a template, or that has one of a Job. */
function podLabelsOf({ kind, metadata, spec }: KubernetesObject): Json | undefined {
  if (kind === "Pod") {
    return metadata.labels;
  }
  const { template, jobTemplate } = (spec ?? {}) as JsonMap;
  const path = isJsonMap(jobTemplate) ? ["spec", "template", "metadata", "labels"] : ["metadata", "labels"];
  return path.reduce<Json | undefined>(
    (value, key) => (isJsonMap(value) ? value[key] : undefined),
    jobTemplate ?? template,
  );
}
