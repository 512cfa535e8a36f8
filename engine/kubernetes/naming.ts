import { createHash } from "node:crypto";
import { PluginError, status, type Autonaming } from "../plugin";
import { annotation } from "./objects";
import type { KubernetesObject } from "./types";

/** Marks an object whose name was made here, so that its replacement may get another. */
export const AUTONAMED = "pulumi.com/autonamed";

/** The length of the made part of a name. */
const DIGEST_LENGTH = 8;
/** The longest name that any kind allows. */
const LONGEST_NAME = 253;

/** Whether the object's name was made here rather than chosen by the program. */
export function isAutonamed(object: KubernetesObject): boolean {
  return annotation(object, AUTONAMED) === "true";
}

function withName(object: KubernetesObject, name: string): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [AUTONAMED]: "true" };
  return { ...object, metadata: { ...object.metadata, name, annotations } };
}

/**
 * Gives an object its name: the program's own, else the one it had, else one made of the logical name.
 *
 * @param old The checked inputs of the last run, if any.
 * @param source What the name is made of: the same seed gives the same name, so that a run that was interrupted after a
 *   create, but before that was recorded, finds its object again.
 * @throws PluginError when names are not to be made and the program gives none.
 */
export function assignName(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  source: { logicalName: string; seed: string; autonaming?: Autonaming },
): KubernetesObject {
  if (object.metadata.name !== undefined) {
    return object;
  }
  if (old?.metadata.name !== undefined && isAutonamed(old)) {
    return withName(object, old.metadata.name);
  }
  const { logicalName, seed, autonaming } = source;
  if (autonaming?.mode === "disable") {
    throw new PluginError(
      `Automatic naming is switched off, so ${object.kind} "${logicalName}" needs a name. Set its metadata.name.`,
      status.INVALID_ARGUMENT,
    );
  }
  if (autonaming?.proposedName) {
    return withName(object, autonaming.proposedName);
  }
  return withName(object, `${logicalName.slice(0, LONGEST_NAME - DIGEST_LENGTH - 1)}-${shortDigest(seed)}`);
}

/** Eight hexadecimal digits that stand for a string. */
export function shortDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
}
