import { ApiError, type KindReference, type KubeClient, type KubernetesObject } from "../types";

/** What one shared watch looks at: a kind, in one namespace or in the cluster, optionally narrowed by fields. */
export interface WatchTarget extends KindReference {
  namespace?: string;
  fieldSelector?: string;
}

/** What a listener is told. `FAILED` ends the subscription: the watch cannot go on. */
export type HubEvent =
  | { type: "ADDED" | "MODIFIED" | "DELETED"; object: KubernetesObject }
  | { type: "SYNCED" }
  | { type: "FAILED"; error: ApiError };

/** One listener's hold on a shared watch. */
export interface Subscription {
  /** What exists now by the watch, keyed by {@link objectKey}. Shared: never change it. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  /** Whether `objects` is complete. */
  readonly synced: boolean;
  /** Set when the watch ended for good. */
  readonly failure: ApiError | undefined;
  /** Lets go. The watch ends when nobody has held it for the hub's linger time. */
  close(): void;
}

/** The key of an object within one kind. */
export function objectKey(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name ?? ""}`;
}

class SharedWatch {
  readonly objects = new Map<string, KubernetesObject>();
  readonly listeners = new Set<(event: HubEvent) => void>();
  readonly controller = new AbortController();
  synced = false;
  failure: ApiError | undefined;
  lingering: NodeJS.Timeout | undefined;

  async run(client: KubeClient, target: WatchTarget): Promise<void> {
    const { namespace, fieldSelector } = target;
    try {
      for await (const event of client.watch(target, { namespace, fieldSelector }, this.controller.signal)) {
        this.take(event.type === "SYNCED" ? { type: "SYNCED" } : event);
      }
      this.fail(new ApiError(`the watch of ${target.kind} objects ended`, 0, "WatchEnded"));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.fail(error instanceof ApiError ? error : new ApiError(message, 0, "WatchFailed"));
    }
  }

  private take(event: HubEvent): void {
    if (event.type === "SYNCED") this.synced = true;
    else if (event.type === "DELETED") this.objects.delete(objectKey(event.object));
    else if (event.type !== "FAILED") this.objects.set(objectKey(event.object), event.object);
    for (const listener of [...this.listeners]) listener(event);
  }

  private fail(error: ApiError): void {
    if (this.controller.signal.aborted) return;
    this.failure = error;
    this.take({ type: "FAILED", error });
  }
}

/**
 * Shares watches among all waits of one client: however many objects are awaited at once, each kind is watched once in each
 * namespace. A wait sees at once what the watch already knows. Watches take whole namespaces, not label selectors, because two
 * waits seldom have the same selector and a connection for each costs more than a few events that a listener drops.
 */
export class WatchHub {
  private static readonly hubs = new WeakMap<KubeClient, WatchHub>();
  private readonly watches = new Map<string, SharedWatch>();

  /**
   * @param client where the watches are opened.
   * @param lingerMilliseconds how long a watch that nobody uses stays open, so that a chain of waits does not list a whole
   *   namespace again for every link.
   */
  constructor(
    private readonly client: KubeClient,
    private readonly lingerMilliseconds = 2000,
  ) {}

  /** The hub of a client; every caller with the same client gets the same one. */
  static of(client: KubeClient): WatchHub {
    let hub = WatchHub.hubs.get(client);
    if (!hub) WatchHub.hubs.set(client, (hub = new WatchHub(client)));
    return hub;
  }

  /** How many watches are open, the lingering ones included. */
  get open(): number {
    return this.watches.size;
  }

  /**
   * Holds a watch, opening it when nobody did.
   *
   * @param target what to watch.
   * @param listener called for every event after this call, never during it; what is known already is in `objects`.
   */
  subscribe(target: WatchTarget, listener: (event: HubEvent) => void): Subscription {
    const key = JSON.stringify([target.apiVersion, target.kind, target.namespace, target.fieldSelector]);
    let watch = this.watches.get(key);
    if (!watch || watch.failure) this.watches.set(key, (watch = this.start(target)));
    clearTimeout(watch.lingering);
    const held = watch;
    held.listeners.add(listener);
    let closed = false;
    return {
      objects: held.objects,
      get synced() {
        return held.synced;
      },
      get failure() {
        return held.failure;
      },
      close: () => {
        if (closed) return;
        closed = true;
        held.listeners.delete(listener);
        if (held.listeners.size === 0) this.release(key, held);
      },
    };
  }

  private start(target: WatchTarget): SharedWatch {
    const watch = new SharedWatch();
    void watch.run(this.client, target);
    return watch;
  }

  private release(key: string, watch: SharedWatch): void {
    const end = () => {
      watch.controller.abort();
      if (this.watches.get(key) === watch) this.watches.delete(key);
    };
    if (watch.failure || this.lingerMilliseconds === 0) end();
    else watch.lingering = setTimeout(end, this.lingerMilliseconds).unref();
  }
}
