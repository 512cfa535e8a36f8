import { orAborted } from "./abort";
import type { LoadedKubeconfig } from "./kubeconfig";
import { Transport, type HttpRequest, type TransportLimits } from "./transport";
import {
  ApiError,
  type KindReference,
  type KubeClient,
  type KubernetesObject,
  type ListOptions,
  type ObjectMeta,
  type ObjectReference,
  type ResourceInfo,
  type WatchEvent,
} from "./types";
import { watchObjects } from "./watch";

/** How a write is made. */
export interface WriteOptions {
  /** Whose fields they are; the server keeps account of every field's manager. */
  fieldManager: string;
  /** Check and fill in defaults, but store nothing. @default false */
  dryRun?: boolean;
  signal?: AbortSignal;
  /** Takes each warning of the server, such as a deprecation. */
  warn?: (message: string) => void;
}

export interface DeleteOptions {
  /** What becomes of dependants. */
  propagationPolicy: "Foreground" | "Background" | "Orphan";
  /** Delete only the object of this uid, not a later one of the same name. */
  uid?: string;
  signal?: AbortSignal;
}

/** Objects fetched with one list request. */
const PAGE = 500;

/** An API server: discovery, reading and writing of any kind through one generic path. */
export class ApiClient implements KubeClient {
  private readonly transport: Transport;
  private readonly discovered = new Map<string, Promise<ResourceInfo[]>>();

  /** @param limits How long the server may take; for tests. */
  constructor(kubeconfig: LoadedKubeconfig, limits?: TransportLimits) {
    this.transport = new Transport(kubeconfig, limits);
  }

  /** The server's address and context, for messages. */
  get place(): string {
    return this.transport.place;
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.transport.close();
  }

  async discover({ apiVersion, kind }: KindReference): Promise<ResourceInfo> {
    const find = async (fresh: boolean) => (await this.kinds(apiVersion, fresh)).find((info) => info.kind === kind);
    const known = this.discovered.has(apiVersion);
    // A definition may have been added since the last look.
    const info = (await find(false)) ?? (known ? await find(true) : undefined);
    if (!info) {
      throw new ApiError(`The cluster has no kind "${kind}" in API version "${apiVersion}".`, 404, "NotFound");
    }
    return info;
  }

  private async kinds(apiVersion: string, fresh: boolean): Promise<ResourceInfo[]> {
    let known = fresh ? undefined : this.discovered.get(apiVersion);
    if (!known) {
      known = this.fetchKinds(apiVersion);
      this.discovered.set(apiVersion, known);
      // What failed is asked again next time.
      known.catch(() => this.discovered.delete(apiVersion));
    }
    return known;
  }

  private async fetchKinds(apiVersion: string): Promise<ResourceInfo[]> {
    try {
      const { resources } = await this.json<{ resources: { name: string; kind: string; namespaced: boolean }[] }>({
        method: "GET",
        path: apiRoot(apiVersion),
      });
      return resources
        .filter(({ name }) => !name.includes("/"))
        .map(({ name, kind, namespaced }) => ({ apiVersion, kind, plural: name, namespaced }));
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) {
        return [];
      }
      throw error;
    }
  }

  async get(reference: ObjectReference, signal?: AbortSignal): Promise<KubernetesObject | undefined> {
    try {
      return await this.json({ method: "GET", path: await this.path(reference, reference.name, {}, signal), signal });
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async list(kind: KindReference, options: ListOptions = {}, signal?: AbortSignal): Promise<KubernetesObject[]> {
    return (await this.listAt(kind, options, signal)).items;
  }

  private async listAt(
    kind: KindReference,
    options: ListOptions,
    signal?: AbortSignal,
  ): Promise<{ items: KubernetesObject[]; resourceVersion: string }> {
    const items: KubernetesObject[] = [];
    let next = "";
    for (;;) {
      const query = { ...selectors(options), limit: String(PAGE), ...(next ? { continue: next } : {}) };
      const page = await this.json<{
        items: KubernetesObject[] | null;
        metadata: { resourceVersion: string; continue?: string };
      }>({
        method: "GET",
        path: await this.path({ ...kind, namespace: options.namespace }, undefined, query, signal),
        signal,
      });
      // The items of a list leave out what the list itself says.
      items.push(...(page.items ?? []).map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })));
      next = page.metadata.continue ?? "";
      if (!next) {
        return { items, resourceVersion: page.metadata.resourceVersion };
      }
    }
  }

  watch(kind: KindReference, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent> {
    return watchObjects(
      {
        list: () => this.listAt(kind, options, signal),
        changes: (resourceVersion, seconds) => this.changes(kind, options, resourceVersion, seconds, signal),
      },
      signal,
    );
  }

  private async *changes(
    kind: KindReference,
    options: ListOptions,
    resourceVersion: string,
    seconds: number,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const query = {
      ...selectors(options),
      watch: "1",
      allowWatchBookmarks: "true",
      resourceVersion,
      timeoutSeconds: String(seconds),
    };
    const path = await this.path({ ...kind, namespace: options.namespace }, undefined, query, signal);
    yield* this.transport.lines({ method: "GET", path, signal });
  }

  async logs(
    pod: { namespace: string; name: string; container: string },
    options: { tailLines: number; previous?: boolean },
    signal?: AbortSignal,
  ): Promise<string> {
    const query = new URLSearchParams({
      container: pod.container,
      tailLines: String(options.tailLines),
      previous: String(options.previous ?? false),
    });
    const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/log?${query.toString()}`;
    try {
      return await this.transport.text({ method: "GET", path, headers: { Accept: "*/*" }, signal });
    } catch (error) {
      // A container that has not started, or whose log is gone, has none.
      if (error instanceof ApiError && (error.code === 400 || error.code === 404)) {
        return "";
      }
      throw error;
    }
  }

  /** Creates an object; rejects with an ApiError of reason `AlreadyExists` when the name is taken. */
  async create(object: KubernetesObject, options: WriteOptions): Promise<KubernetesObject> {
    return this.json({
      method: "POST",
      path: await this.path(objectKind(object), undefined, writeQuery(options), options.signal),
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(object),
      signal: options.signal,
      warn: options.warn,
    });
  }

  /**
   * Server-side apply: the given fields become this manager's, and fields it no longer gives are removed.
   *
   * @param options `force` takes fields over that another manager has; without it such a conflict is refused (409).
   */
  async apply(object: KubernetesObject, options: WriteOptions & { force: boolean }): Promise<KubernetesObject> {
    const query = { ...writeQuery(options), force: String(options.force) };
    return this.patch(object, "application/apply-patch+yaml", object, query, options);
  }

  /** A JSON patch (RFC 6902); a `test` operation that does not hold makes it fail. */
  async jsonPatch(reference: ObjectReference, operations: object[], options: WriteOptions): Promise<KubernetesObject> {
    const object = { ...reference, metadata: { name: reference.name, namespace: reference.namespace } };
    return this.patch(object, "application/json-patch+json", operations, writeQuery(options), options);
  }

  /** A merge patch (RFC 7386): null removes a field, a list replaces the list. */
  async mergePatch(object: KubernetesObject, options: WriteOptions): Promise<KubernetesObject> {
    return this.patch(object, "application/merge-patch+json", object, writeQuery(options), options);
  }

  private async patch(
    object: KubernetesObject,
    type: string,
    body: unknown,
    query: Record<string, string>,
    { signal, warn }: WriteOptions,
  ): Promise<KubernetesObject> {
    return this.json({
      method: "PATCH",
      path: await this.path(objectKind(object), object.metadata.name, query, signal),
      headers: { "Content-Type": type },
      body: JSON.stringify(body),
      signal,
      warn,
    });
  }

  /**
   * Asks for deletion.
   *
   * @returns `gone` when the object is not there (any more), `deleting` when something still holds it.
   */
  async delete(reference: ObjectReference, options: DeleteOptions): Promise<"gone" | "deleting"> {
    const body = {
      kind: "DeleteOptions",
      apiVersion: "v1",
      propagationPolicy: options.propagationPolicy,
      ...(options.uid ? { preconditions: { uid: options.uid } } : {}),
    };
    try {
      const answer = await this.json<{ metadata?: ObjectMeta }>({
        method: "DELETE",
        path: await this.path(reference, reference.name, {}, options.signal),
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: options.signal,
      });
      return answer.metadata?.deletionTimestamp === undefined ? "gone" : "deleting";
    } catch (error) {
      // A conflict says that the name now belongs to another object.
      if (error instanceof ApiError && (error.code === 404 || (error.code === 409 && options.uid))) {
        return "gone";
      }
      throw error;
    }
  }

  /** Asks the server for its version, which also shows that it can be reached and takes the credentials. */
  async version(signal?: AbortSignal): Promise<string> {
    return (await this.json<{ gitVersion: string }>({ method: "GET", path: "/version", signal })).gitVersion;
  }

  private async path(
    kind: KindReference & { namespace?: string },
    name: string | undefined,
    query: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    // Discovery is shared by many calls, so no single caller's signal can end it; but it can end that caller's wait.
    const info = await orAborted(this.discover(kind), signal);
    const namespace =
      info.namespaced && kind.namespace !== undefined ? `/namespaces/${encodeURIComponent(kind.namespace)}` : "";
    const search = new URLSearchParams(query).toString();
    return (
      `${apiRoot(kind.apiVersion)}${namespace}/${info.plural}` +
      (name === undefined ? "" : `/${encodeURIComponent(name)}`) +
      (search && `?${search}`)
    );
  }

  private async json<Result = KubernetesObject>(request: HttpRequest): Promise<Result> {
    return JSON.parse(await this.transport.text(request)) as Result;
  }
}

function apiRoot(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function objectKind({ apiVersion, kind, metadata }: KubernetesObject): KindReference & { namespace?: string } {
  return { apiVersion, kind, namespace: metadata.namespace };
}

function selectors({ labelSelector, fieldSelector }: ListOptions): Record<string, string> {
  return { ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}) };
}

function writeQuery({ fieldManager, dryRun }: WriteOptions): Record<string, string> {
  return { fieldManager, ...(dryRun ? { dryRun: "All" } : {}) };
}
