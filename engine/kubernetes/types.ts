/** A Kubernetes object as the API server takes and gives it: plain JSON. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** The part of the object metadata that the engine reads; every other field passes through untouched. */
export interface ObjectMeta {
  name?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  finalizers?: string[];
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  [field: string]: unknown;
}

/** What discovery says of a kind. */
export interface ResourceInfo {
  apiVersion: string;
  kind: string;
  /** The plural in the URL, such as `deployments`. */
  plural: string;
  namespaced: boolean;
}

/** Names one kind, as discovery needs it. */
export interface KindReference {
  apiVersion: string;
  kind: string;
}

/** Names one object. */
export interface ObjectReference extends KindReference {
  name: string;
  /** Absent for cluster-scoped kinds. */
  namespace?: string;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/**
 * One change seen by a watch. The watch begins with the objects that exist (`ADDED`), then sends `SYNCED` once, then every
 * later change. It reconnects by itself and lists anew when its place in the history is gone.
 */
export type WatchEvent =
  { type: "ADDED" | "MODIFIED" | "DELETED"; object: KubernetesObject } | { type: "SYNCED"; object?: undefined };

/** The API server's `Status` of a refused request. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status code; 0 when no answer came. */
    readonly code: number,
    /** The `reason` of the Status, such as `NotFound`, `AlreadyExists`, `Invalid`. */
    readonly reason: string,
    readonly details?: unknown,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** The API server as the engine uses it. Every call ends: by an answer, an ApiError, or the signal. */
export interface KubeClient {
  /** Finds a kind by discovery. Rejects with an ApiError of reason `NotFound` when the server does not serve it. */
  discover(kind: KindReference): Promise<ResourceInfo>;
  /** Reads one object; undefined when it does not exist. */
  get(reference: ObjectReference, signal?: AbortSignal): Promise<KubernetesObject | undefined>;
  list(kind: KindReference, options?: ListOptions, signal?: AbortSignal): Promise<KubernetesObject[]>;
  watch(kind: KindReference, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** The last lines of a container's log; the empty string when there is none. */
  logs(
    pod: { namespace: string; name: string; container: string },
    options: { tailLines: number; previous?: boolean },
    signal?: AbortSignal,
  ): Promise<string>;
}
