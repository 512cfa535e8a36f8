import type {
  ApiError,
  KindReference,
  KubeClient,
  KubernetesObject,
  ListOptions,
  ObjectReference,
  ResourceInfo,
  WatchEvent,
} from "../../../../../engine/kubernetes/types";

interface Watcher {
  kind: KindReference;
  options: ListOptions;
  queue: WatchEvent[];
  wake(): void;
  error?: ApiError;
}

function valueAt(object: KubernetesObject, path: string): string {
  let value: unknown = object;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  return typeof value === "string" ? value : "";
}

function isIn(kind: KindReference, options: ListOptions, object: KubernetesObject): boolean {
  if (object.kind !== kind.kind || object.apiVersion !== kind.apiVersion) return false;
  if (options.namespace !== undefined && object.metadata.namespace !== options.namespace) return false;
  const holds = (selector = "", at: (key: string) => string | undefined) =>
    selector
      .split(",")
      .filter(Boolean)
      .every((term) => {
        const [key = "", value = ""] = term.split(/!?=/);
        return term.includes("!=") ? at(key) !== value : at(key) === value;
      });
  const { labels = {} } = object.metadata;
  return (
    holds(options.fieldSelector, (path) => valueAt(object, path)) && holds(options.labelSelector, (key) => labels[key])
  );
}

/** A cluster in memory that changes only when a test says so: what the API server stores and tells, without controllers. */
export class FakeCluster implements KubeClient {
  private readonly objects = new Map<string, KubernetesObject>();
  private readonly watchers = new Set<Watcher>();
  private readonly logTexts = new Map<string, string>();
  private readonly refused = new Map<string, ApiError>();
  private version = 100;
  private delayed: { type: "ADDED" | "MODIFIED" | "DELETED"; object: KubernetesObject }[] | undefined;
  /** How many watches were opened in all. */
  opened = 0;
  /** How many objects were read one by one. */
  reads = 0;

  private key(object: { apiVersion: string; kind: string; name?: string; namespace?: string }): string {
    return [object.apiVersion, object.kind, object.namespace ?? "", object.name ?? ""].join("|");
  }

  /** How many watches are open now. */
  get watching(): number {
    return this.watchers.size;
  }

  /** Stores an object and tells every watch. Returns it with its new version, and its uid when it had none. */
  put(object: KubernetesObject): KubernetesObject {
    const { name, namespace } = object.metadata;
    const key = this.key({ ...object, name, namespace });
    const known = this.objects.get(key);
    const uid = object.metadata.uid ?? known?.metadata.uid ?? `uid-${object.kind}-${name ?? ""}`;
    const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion: String(++this.version) } };
    this.objects.set(key, stored);
    this.report({ type: known ? "MODIFIED" : "ADDED", object: stored });
    return stored;
  }

  /** Removes an object and tells every watch. */
  remove(object: KubernetesObject): void {
    const { name, namespace } = object.metadata;
    const key = this.key({ ...object, name, namespace });
    const known = this.objects.get(key);
    if (!known) return;
    this.objects.delete(key);
    const last = { ...known, metadata: { ...known.metadata, resourceVersion: String(++this.version) } };
    this.report({ type: "DELETED", object: last });
  }

  /** Sets the log of a container; `previous` for the container before its restart. */
  log(pod: string, container: string, text: string, previous = false): void {
    this.logTexts.set(`${pod}/${container}/${previous}`, text);
  }

  /** Makes every later watch and list of a kind fail, and the running watches too. */
  refuseWatch(kind: string, error: ApiError): void {
    this.refused.set(kind, error);
    for (const watcher of this.watchers) {
      if (watcher.kind.kind !== kind) continue;
      watcher.error = error;
      watcher.wake();
    }
  }

  /** Keeps changes from every watch, as a slow connection does, until `release`. */
  hold(): void {
    this.delayed = [];
  }

  /** Tells the watches what was kept from them. */
  release(): void {
    const delayed = this.delayed ?? [];
    this.delayed = undefined;
    for (const event of delayed) this.report(event);
  }

  private report(event: { type: "ADDED" | "MODIFIED" | "DELETED"; object: KubernetesObject }): void {
    this.delayed?.push(event);
    if (this.delayed) return;
    for (const watcher of this.watchers) {
      if (!isIn(watcher.kind, watcher.options, event.object)) continue;
      watcher.queue.push(event);
      watcher.wake();
    }
  }

  discover(kind: KindReference): Promise<ResourceInfo> {
    return Promise.resolve({ ...kind, plural: `${kind.kind.toLowerCase()}s`, namespaced: true });
  }

  get(reference: ObjectReference): Promise<KubernetesObject | undefined> {
    this.reads++;
    return Promise.resolve(this.objects.get(this.key(reference)));
  }

  list(kind: KindReference, options: ListOptions = {}): Promise<KubernetesObject[]> {
    const refused = this.refused.get(kind.kind);
    return refused ? Promise.reject(refused) : Promise.resolve(this.select(kind, options));
  }

  private select(kind: KindReference, options: ListOptions): KubernetesObject[] {
    return [...this.objects.values()].filter((object) => isIn(kind, options, object));
  }

  async *watch(kind: KindReference, options: ListOptions, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    this.opened++;
    const refused = this.refused.get(kind.kind);
    if (refused) throw refused;
    const existing = this.select(kind, options).map((object) => ({ type: "ADDED" as const, object }));
    const watcher: Watcher = { kind, options, queue: [...existing, { type: "SYNCED" }], wake: () => undefined };
    this.watchers.add(watcher);
    try {
      while (!signal.aborted) {
        if (watcher.error) throw watcher.error;
        const event = watcher.queue.shift();
        if (event) yield event;
        else {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
      }
    } finally {
      this.watchers.delete(watcher);
    }
  }

  logs(pod: { name: string; container: string }, options: { previous?: boolean }): Promise<string> {
    return Promise.resolve(this.logTexts.get(`${pod.name}/${pod.container}/${options.previous ?? false}`) ?? "");
  }
}
