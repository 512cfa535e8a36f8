import { systemClock, type Clock } from "./await/clock";
import { selects } from "./await/shapes";
import { groupOf, isJsonMap, type Json, type JsonMap } from "./objects";
import type { KindReference, KubernetesObject } from "./types";

/**
 * What this run does with a namespace or the definition of a kind:
 *
 * - `checked`: it is in the state; whether it changes is not known yet.
 * - `planned`: it is to be created or updated.
 * - `running`: a call that creates, updates or deletes it is under way.
 * - `done`: it was created or updated.
 * - `failed`: that failed.
 * - `unchanged`: it is in the state as the program declares it, so the engine does nothing with it.
 */
export type Progress = "checked" | "planned" | "running" | "done" | "failed" | "unchanged";

/** The order in which declarations of the same thing count: what may still bring it about comes first. */
const ORDER: readonly Progress[] = ["done", "running", "planned", "checked", "failed", "unchanged"];

/** A namespace or the definition of a kind as the program declares it. */
export interface Declaration {
  /** What it is to those who need it. */
  readonly key: string;
  readonly object: KubernetesObject;
  readonly progress: Progress;
  /** Since when, by the clock of the run in milliseconds. */
  readonly since: number;
  /** The count of news with which it came so far. */
  readonly news: number;
}

/** The key of a namespace. */
export const namespaceKey = (name: string): string => `Namespace ${name}`;

/** The key of a kind, whatever its version. */
export const kindKey = ({ apiVersion, kind }: KindReference): string => `Kind ${groupOf(apiVersion)}/${kind}`;

/**
 * What the running update has announced so far: namespaces and kinds that other objects need before they can be created, with what
 * becomes of them in this run, and the pods that its workloads will have. An object that needs one of them can wait for it as long
 * as this run is to create it, and a preview knows that it is not a mistake.
 */
export class Announcements {
  /** By URN. */
  private readonly declared = new Map<string, Declaration>();
  /** What the pods of declared workloads will have. */
  private readonly pods: { namespace: string | undefined; labels: Record<string, string> }[] = [];
  private readonly waiting = new Set<() => void>();
  private count = 0;

  /** @param clock the time. Default: the machine's. */
  constructor(readonly clock: Clock = systemClock) {}

  /** How many news of namespaces and kinds there have been. */
  get news(): number {
    return this.count;
  }

  /**
   * Takes note of an object that the program declares.
   *
   * @param urn the resource.
   * @param inState whether the state has it. What it has not is created.
   */
  announce(urn: string, object: KubernetesObject, inState: boolean): void {
    const key = keyOf(object);
    if (key !== undefined) {
      this.take(urn, { key, object, progress: inState ? "checked" : "planned" });
    }
    const labels = podLabelsOf(object);
    if (isJsonMap(labels)) {
      this.pods.push({ namespace: object.metadata.namespace, labels: labels as Record<string, string> });
    }
  }

  /** Takes note of what a declared resource has come to. One that announced neither a namespace nor a kind is passed over. */
  proceed(urn: string, progress: Progress): void {
    const declaration = this.declared.get(urn);
    if (declaration) {
      this.take(urn, { ...declaration, progress });
    }
  }

  /** Takes note of the call that creates or updates a resource, while it runs and when it has ended. */
  async writing<Result>(urn: string, call: () => Promise<Result>): Promise<Result> {
    return this.during(urn, "done", call);
  }

  /** The same for a deletion: that of a resource which is not written yet makes room for it. */
  async deleting<Result>(urn: string, call: () => Promise<Result>): Promise<Result> {
    return this.declared.get(urn)?.progress === "done" ? call() : this.during(urn, "planned", call);
  }

  private async during<Result>(urn: string, ends: Progress, call: () => Promise<Result>): Promise<Result> {
    this.proceed(urn, "running");
    try {
      const result = await call();
      this.proceed(urn, ends);
      return result;
    } catch (error) {
      this.proceed(urn, "failed");
      throw error;
    }
  }

  private take(urn: string, declaration: Omit<Declaration, "since" | "news">): void {
    this.declared.set(urn, { ...declaration, since: this.clock.now(), news: ++this.count });
    for (const wake of this.waiting) {
      wake();
    }
  }

  /** What is declared under a key; of several declarations the one that has come furthest. Undefined when nobody declared it. */
  find(key: string): Declaration | undefined {
    const rank = ({ progress }: Declaration) => ORDER.indexOf(progress);
    return [...this.declared.values()]
      .filter((declaration) => declaration.key === key)
      .sort((a, b) => rank(a) - rank(b) || b.news - a.news)[0];
  }

  /** The scope of a kind as its declared definition says it: `Cluster` or `Namespaced`. */
  scope(reference: KindReference): string | undefined {
    const scope: unknown = (this.find(kindKey(reference))?.object.spec as JsonMap | undefined)?.scope;
    return typeof scope === "string" ? scope : undefined;
  }

  /** Whether a declared workload makes pods in a namespace that have every label of a selector. */
  hasPods(namespace: string | undefined, selector: Record<string, string>): boolean {
    return this.pods.some((pod) => pod.namespace === namespace && selects(selector, pod.labels));
  }

  /**
   * Waits for the next news of namespaces and kinds.
   *
   * @param milliseconds how long at most.
   * @throws the signal's reason as soon as that is aborted.
   */
  async nextNews(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        this.waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.clock.after(milliseconds, done);
      this.waiting.add(done);
      signal.addEventListener("abort", done);
    });
    signal.throwIfAborted();
  }
}

function keyOf({ kind, metadata, spec }: KubernetesObject): string | undefined {
  if (kind === "Namespace" && typeof metadata.name === "string") {
    return namespaceKey(metadata.name);
  }
  const { group, names } = (spec ?? {}) as JsonMap;
  if (
    kind === "CustomResourceDefinition" &&
    typeof group === "string" &&
    isJsonMap(names) &&
    typeof names.kind === "string"
  ) {
    return kindKey({ apiVersion: `${group}/`, kind: names.kind });
  }
  return undefined;
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
