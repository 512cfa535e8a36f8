import type { ApiClient, WriteOptions } from "./client";
import { changePatch } from "./merge-patch";
import { ApiError, type KubernetesObject } from "./types";

/**
 * Server-side apply tells the elements of many lists apart by keys, such as the ports of a container by number and protocol, and
 * refuses two of the same key. Plain writes accept some of them: one port under two names, a variable that is set twice. Objects
 * that have such a list are written in that way instead.
 */
function hasDuplicateKeys(error: unknown): boolean {
  return error instanceof ApiError && /duplicate entries for key/.test(error.message);
}

/** How an object is applied. */
export type ApplyOptions = WriteOptions & { force: boolean };

/** Applies an object that this resource has not written before; one that cannot be applied is created, or merged into what is there. */
export async function applyNew(
  client: ApiClient,
  object: KubernetesObject,
  options: ApplyOptions,
): Promise<KubernetesObject> {
  return applyOr(client, object, options, async () => {
    const { name, namespace } = object.metadata;
    const live = await client.get({ ...object, name: name!, namespace }, options.signal);
    return live === undefined ? client.create(object, options) : client.mergePatch(object, options);
  });
}

/**
 * Applies an object that this resource has written before; of one that cannot be applied, what differs between the inputs is
 * changed.
 *
 * @param change The inputs that the object was last written from, and those that it is to be written from.
 */
export async function applyChange(
  client: ApiClient,
  change: { old: KubernetesObject; now: KubernetesObject },
  options: ApplyOptions,
): Promise<KubernetesObject> {
  return applyOr(client, change.now, options, () => client.mergePatch(changePatch(change), options));
}

async function applyOr(
  client: ApiClient,
  object: KubernetesObject,
  options: ApplyOptions,
  write: () => Promise<KubernetesObject>,
): Promise<KubernetesObject> {
  try {
    return await client.apply(object, options);
  } catch (error) {
    if (!hasDuplicateKeys(error)) {
      throw error;
    }
    return write();
  }
}
