import type { KubernetesObject } from "../types";
import { AwaitError, type AwaitContext } from "./contract";

export { AwaitError, type AwaitContext, type AwaitFailure } from "./contract";

/**
 * Waits until a written object does what it is there for, by the rule of its kind.
 *
 * @param context what was written, and how long to wait.
 * @returns the final live object.
 * @throws AwaitError with the cause on top as soon as it is certain, when the time is up, or when the signal fires.
 */
export async function awaitReady(context: AwaitContext): Promise<KubernetesObject> {
  const { client, object, signal } = context;
  const { name = "", namespace } = object.metadata;
  const live = await client.get({ apiVersion: object.apiVersion, kind: object.kind, name, namespace }, signal);
  if (!live) throw new AwaitError(`${object.kind} ${name} was deleted by someone else`, [], undefined, "Gone");
  return live;
}

/**
 * Waits until a deleted object is gone from the API server.
 *
 * @param context the object as it was last read.
 * @throws AwaitError that names what holds it (finalizers, a namespace's own conditions), when the time is up or the signal fires.
 */
export async function awaitDeleted(context: AwaitContext): Promise<void> {
  const { client, object, signal } = context;
  const { name = "", namespace, uid } = object.metadata;
  const watch = client.watch(object, { namespace, fieldSelector: `metadata.name=${name}` }, signal);
  let present = false;
  for await (const event of watch) {
    if (event.type === "SYNCED") {
      if (!present) return;
    } else if (event.object.metadata.uid === uid) {
      if (event.type === "DELETED") return;
      present = true;
    }
  }
}
