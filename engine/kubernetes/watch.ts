import { setTimeout } from "node:timers/promises";
import { ApiError, type KubernetesObject, type WatchEvent } from "./types";

/** Where a watch gets its data. */
export interface WatchSource {
  list(): Promise<{ items: KubernetesObject[]; resourceVersion: string }>;
  /** The changes after that version, one JSON text each; the server ends them after the given time. */
  changes(resourceVersion: string, seconds: number): AsyncIterable<string>;
}

/** How long the server keeps one stream open; then the watch goes on with the next. */
const STREAM_SECONDS = 240;

/** A watch that cannot reach the server for this long is given up. */
const GIVE_UP_MILLISECONDS = 60_000;
const FIRST_DELAY_MILLISECONDS = 100;
const LONGEST_DELAY_MILLISECONDS = 5_000;

/** A stream that ends sooner counts as a failure, so that a server or proxy that closes each at once is not asked in a loop. */
const SHORT_STREAM_MILLISECONDS = 1_000;

interface Frame {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: KubernetesObject & { code?: number; message?: string; reason?: string };
}

/**
 * Watches objects: those that exist, `SYNCED`, then every change. When the connection breaks it goes on where it was; when
 * the server no longer knows that place it lists anew and sends the difference.
 *
 * @throws ApiError when the server refuses the watch, or cannot be reached for a minute; the signal's reason when aborted.
 */
export async function* watchObjects(source: WatchSource, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  const known = new Map<string, KubernetesObject>();
  let version: string | undefined;
  let synced = false;
  let failingSince: number | undefined;
  let delay = FIRST_DELAY_MILLISECONDS;

  for (;;) {
    signal.throwIfAborted();
    try {
      if (version === undefined) {
        const { items, resourceVersion } = await source.list();
        yield* difference(known, items);
        if (!synced) {
          synced = true;
          yield { type: "SYNCED" };
        }
        version = resourceVersion;
      }
      const opened = Date.now();
      for await (const line of source.changes(version, STREAM_SECONDS)) {
        failingSince = undefined;
        delay = FIRST_DELAY_MILLISECONDS;
        const { type, object } = JSON.parse(line) as Frame;
        if (type === "ERROR") {
          throw new ApiError(object.message ?? "the watch failed", object.code ?? 0, object.reason ?? "Unknown");
        }
        version = object.metadata.resourceVersion;
        if (type !== "BOOKMARK") {
          remember(known, type, object);
          yield { type, object };
        }
      }
      if (Date.now() - opened < SHORT_STREAM_MILLISECONDS) {
        throw new ApiError("The API server ends the watch as soon as it is opened.", 0, "WatchEnded");
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ApiError)) {
        throw error;
      }
      if (error.code === 410) {
        version = undefined;
        continue;
      }
      // No answer, too busy, or an error of the server itself may pass; a refusal stays one.
      if (error.code !== 0 && error.code !== 429 && error.code < 500) {
        throw error;
      }
      failingSince ??= Date.now();
      if (Date.now() - failingSince > GIVE_UP_MILLISECONDS) {
        throw error;
      }
      await setTimeout(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
      delay = Math.min(delay * 2, LONGEST_DELAY_MILLISECONDS);
    }
  }
}

function key({ metadata, ...object }: KubernetesObject): string {
  return metadata.uid ?? `${object.kind}/${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
}

function remember(
  known: Map<string, KubernetesObject>,
  type: "ADDED" | "MODIFIED" | "DELETED",
  object: KubernetesObject,
) {
  if (type === "DELETED") {
    known.delete(key(object));
  } else {
    known.set(key(object), object);
  }
}

/** The events that lead from what was known to what is there now. */
function* difference(known: Map<string, KubernetesObject>, items: KubernetesObject[]): Generator<WatchEvent> {
  const current = new Map(items.map((item) => [key(item), item]));
  for (const [id, object] of [...known]) {
    if (!current.has(id)) {
      known.delete(id);
      yield { type: "DELETED", object };
    }
  }
  for (const [id, object] of current) {
    const before = known.get(id);
    if (before?.metadata.resourceVersion !== object.metadata.resourceVersion || !before) {
      known.set(id, object);
      yield { type: before ? "MODIFIED" : "ADDED", object };
    }
  }
}
