import { PluginError, status } from "../plugin";
import type { ApiClient } from "./client";
import type { ProviderSettings } from "./configuration";
import { isImmutableRefusal } from "./immutable";
import { ownName } from "./managed-fields";
import { annotation, FIELD_MANAGER, formatId } from "./objects";
import { shortDigest } from "./naming";
import type { Announcements } from "./run";
import { ApiError, type KubernetesObject } from "./types";

/** What every operation of a configured provider works with. */
export interface ProviderContext {
  client: ApiClient;
  settings: ProviderSettings;
  /** The namespace of objects that name none. */
  namespace: string;
  /** Tells this provider, in this stack, from all others, in this run and later ones. */
  identity: string;
  announcements: Announcements;
  /** Objects that this run deletes before it creates their successors of the same name, by URN. */
  replacing: Set<string>;
  /** The names that resources had at the start of the run, by URN. */
  lastNames: Map<string, string>;
  /** Resolves when the server has answered; rejects with the reason when it cannot be reached. Asked once. */
  reachable(): Promise<void>;
}

/** Names the field manager that a program chooses for a resource. */
const FIELD_MANAGER_ANNOTATION = "pulumi.com/patchFieldManager";
const FORCE_ANNOTATION = "pulumi.com/patchForce";

/**
 * The field manager of a resource: the program's choice, else the recorded one, else one made of the provider and the URN.
 * Being the same in every run, it also tells an object that an interrupted run created from one that somebody else made.
 */
export function fieldManagerOf(
  context: ProviderContext,
  urn: string,
  object: KubernetesObject,
  outputs: Record<string, unknown> = {},
): string {
  const recorded = outputs[FIELD_MANAGER];
  return (
    annotation(object, FIELD_MANAGER_ANNOTATION) ??
    (typeof recorded === "string" ? recorded : ownName(shortDigest(`${context.identity} ${urn}`)))
  );
}

/** Whether fields that someone else manages may be overwritten. */
export function mayForce(context: ProviderContext, object: KubernetesObject): boolean {
  return context.settings.force || annotation(object, FORCE_ANNOTATION) === "true";
}

const CODES: Record<number, status> = {
  0: status.UNAVAILABLE,
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.ABORTED,
  422: status.INVALID_ARGUMENT,
};

/** The way out of refusals that say what is wrong and not what to do. */
const REMEDIES: { applies: (action: string, error: ApiError) => boolean; remedy: string }[] = [
  {
    applies: (_, { message }) => /provided port is already allocated/.test(message),
    remedy: "Another Service has this node port: name a different one, or none and let the cluster choose.",
  },
  {
    applies: (action, error) => action === "updated" && isImmutableRefusal(error),
    remedy:
      "Nothing is deleted for such a change unless the program says so. Take the change back; or, if all that the object " +
      "holds may be lost, name the property in the resource option replaceOnChanges.",
  },
];

/** What a refused request means for the resource: nothing was changed, and this is why. */
export function refusal(action: string, object: KubernetesObject, error: unknown): unknown {
  if (!(error instanceof ApiError)) {
    return error;
  }
  const remedy = REMEDIES.find(({ applies }) => applies(action, error))?.remedy;
  return new PluginError(
    `${object.kind} "${formatId(object)}" was not ${action}: ${error.message}${remedy ? `. ${remedy}` : ""}`,
    CODES[error.code] ?? status.UNAVAILABLE,
  );
}

/** Whether an error says that something does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404;
}

/** The namespace that a request failed for want of. */
export interface MissingNamespace {
  name: string;
  /** It is being deleted. */
  ending: boolean;
}

/**
 * Reads an error of the server.
 *
 * @param namespace of the object that was written.
 * @returns the namespace that the request failed for want of; undefined when that was not the reason.
 */
export function missingNamespace(error: unknown, namespace = ""): MissingNamespace | undefined {
  if (!(error instanceof ApiError)) {
    return undefined;
  }
  const { kind, name, causes } = (error.details ?? {}) as {
    kind?: string;
    name?: string;
    causes?: { reason?: string }[];
  };
  if (error.code === 404 && kind === "namespaces" && name !== undefined) {
    return { name, ending: false };
  }
  const ending = error.code === 403 && (causes ?? []).some(({ reason }) => reason === "NamespaceTerminating");
  return ending ? { name: namespace, ending } : undefined;
}
