import { setTimeout } from "node:timers/promises";
import { status, PluginError } from "../plugin";
import { orAborted } from "./abort";
import { isNotFound, type ProviderContext } from "./context";
import { groupOf, isBuiltInGroup } from "./objects";
import type { KindReference } from "./types";

/** Built-in kinds that are in no namespace, known without asking the server. */
const CLUSTER_SCOPED = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "FlowSchema",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

/** How long a definition may be declared after the first object of its kind. */
const DECLARATION_GRACE_MILLISECONDS = 1_500;
/** How long a definition may take from its creation until its kind is served. */
const SERVING_MILLISECONDS = 30_000;
const SERVING_POLL_MILLISECONDS = 100;

/** Whether a kind is known to be in no namespace. */
export function isClusterScoped({ apiVersion, kind }: KindReference): boolean {
  return CLUSTER_SCOPED.has(kind) && isBuiltInGroup(groupOf(apiVersion));
}

/**
 * Whether objects of a kind are in a namespace. A kind that is not served yet is what its definition in this run says, else
 * taken for namespaced.
 */
export async function isNamespaced(
  context: ProviderContext,
  reference: KindReference,
  signal: AbortSignal,
): Promise<boolean> {
  if (isClusterScoped(reference)) {
    return false;
  }
  await context.reachable();
  signal.throwIfAborted();
  try {
    return (await context.client.discover(reference)).namespaced;
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
    return context.announcements.scope(reference) !== "Cluster";
  }
}

function unknownKind({ apiVersion, kind }: KindReference, place: string): PluginError {
  return new PluginError(
    `The API server at ${place} has no kind "${kind}" in API version "${apiVersion}", and this program declares no ` +
      `CustomResourceDefinition for it. Check the spelling, or create the definition first and let the resource depend on it.`,
    status.INVALID_ARGUMENT,
  );
}

/** Whether a kind is served now. In a preview a kind whose definition this run declares is no mistake. */
export async function kindForPreview(
  context: ProviderContext,
  reference: KindReference,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await context.client.discover(reference);
    return true;
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
  }
  await context.announcements.kindDeclared(reference, DECLARATION_GRACE_MILLISECONDS, signal);
  if (context.announcements.kind(reference)) {
    return false;
  }
  throw unknownKind(reference, context.client.place);
}

/** Waits until a kind is served, when this run declares its definition; fails at once when nobody does. */
export async function kindForUpdate(
  context: ProviderContext,
  reference: KindReference,
  signal: AbortSignal,
): Promise<void> {
  if (await kindForPreview(context, reference, signal)) {
    return;
  }
  await orAborted(context.announcements.kind(reference)!, signal);
  const deadline = Date.now() + SERVING_MILLISECONDS;
  for (;;) {
    try {
      await context.client.discover(reference);
      return;
    } catch (error) {
      if (!isNotFound(error) || Date.now() > deadline) {
        throw error;
      }
    }
    await orAborted(setTimeout(SERVING_POLL_MILLISECONDS), signal);
  }
}
