import { status, PluginError } from "../plugin";
import { orAborted } from "./abort";
import { conditionOf } from "./await/shapes";
import { isNotFound, type ProviderContext } from "./context";
import { groupOf, isBuiltInGroup, isJsonList, isJsonMap, type Json, type JsonMap } from "./objects";
import { withPrerequisite, type Limits } from "./prerequisites";
import { kindKey, type Declaration } from "./run";
import { ApiError, type KindReference, type KubernetesObject } from "./types";

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

const DEFINITION: KindReference = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };

/** How long, in milliseconds, a definition may be declared after the first object of its kind. */
const DECLARATION_GRACE = 1_500;
/** How long, in milliseconds, the server may take to serve a kind whose definition it has. */
const SERVING = 30_000;

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
    return (await orAborted(context.client.discover(reference), signal)).namespaced;
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

/** Whether a kind is served now. In a preview a kind whose definition this run creates or changes is not a mistake. */
export async function kindForPreview(
  context: ProviderContext,
  reference: KindReference,
  signal: AbortSignal,
): Promise<boolean> {
  if (await isServed(context, reference, signal)) {
    return true;
  }
  const declaration = await declarationOf(context, reference, signal);
  if (declaration === undefined) {
    throw unknownKind(reference, context.client.place);
  }
  const definition =
    declaration.progress === "unchanged" ? await liveDefinition(context, declaration, signal) : declaration.object;
  const reason = definition ? unservedVersion(reference, definition) : goneDefinition(declaration);
  if (reason !== undefined) {
    throw new ApiError(reason, 404, "NotFound");
  }
  return false;
}

/**
 * Waits until a kind is served, as long as this run is to create or change its definition.
 *
 * @throws PluginError at once when nothing declares it; ApiError when its definition will not come, or not in time.
 */
export async function kindForUpdate(context: ProviderContext, reference: KindReference, limits: Limits): Promise<void> {
  if (
    !(await isServed(context, reference, limits.signal)) &&
    !(await declarationOf(context, reference, limits.signal))
  ) {
    throw unknownKind(reference, context.client.place);
  }
  const { apiVersion, kind } = reference;
  await withPrerequisite(
    limits,
    () => orAborted(context.client.discover(reference), limits.signal),
    (error) =>
      isNotFound(error)
        ? {
            key: kindKey(reference),
            title: `kind "${kind}" in API version "${apiVersion}"`,
            refute: (declaration, waited) =>
              whyUnserved(context, { reference, declaration: declaration!, waited }, limits.signal),
          }
        : undefined,
  );
}

async function isServed({ client }: ProviderContext, reference: KindReference, signal: AbortSignal): Promise<boolean> {
  try {
    await orAborted(client.discover(reference), signal);
    return true;
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
    return false;
  }
}

/** The definition of a kind as the program declares it, also when it does so a moment after the first object of the kind. */
async function declarationOf(
  { announcements }: ProviderContext,
  reference: KindReference,
  signal: AbortSignal,
): Promise<Declaration | undefined> {
  const key = kindKey(reference);
  const until = announcements.clock.now() + DECLARATION_GRACE;
  for (;;) {
    const declaration = announcements.find(key);
    const left = until - announcements.clock.now();
    if (declaration || left <= 0) {
      return declaration;
    }
    await announcements.nextNews(left, signal);
  }
}

/** Why a kind is not served although its definition is not to change any more; undefined while it may only take a moment. */
async function whyUnserved(
  context: ProviderContext,
  { reference, declaration, waited }: { reference: KindReference; declaration: Declaration; waited: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (declaration.progress === "failed") {
    return `its CustomResourceDefinition "${declaration.object.metadata.name}" was not created; the error of that resource says why.`;
  }
  const live = await liveDefinition(context, declaration, signal);
  if (!live) {
    return goneDefinition(declaration);
  }
  const established = conditionOf(live, "Established");
  const slow =
    `the API server has the CustomResourceDefinition "${live.metadata.name}" and does not serve its kind after ` +
    `${SERVING / 1000} s: ${established?.message ?? "it gives no reason"}. Look at the conditions of the definition.`;
  return unservedVersion(reference, live) ?? (waited >= SERVING ? slow : undefined);
}

function liveDefinition(
  { client }: ProviderContext,
  { object }: Declaration,
  signal: AbortSignal,
): Promise<KubernetesObject | undefined> {
  return client.get({ ...DEFINITION, name: object.metadata.name! }, signal);
}

function goneDefinition({ object }: Declaration): string {
  return (
    `its CustomResourceDefinition "${object.metadata.name}" is in the stack's state but not in the cluster: it was deleted ` +
    `outside of Pulumi, and all objects of its kind with it. Run \`pulumi up --refresh\`, which creates again what is gone.`
  );
}

/** What is wrong when a definition does not have the version of a reference, or does not serve it. */
function unservedVersion(
  { apiVersion, kind }: KindReference,
  { metadata, spec }: KubernetesObject,
): string | undefined {
  const versions: Json | undefined = (spec as JsonMap | undefined)?.versions;
  if (!isJsonList(versions) || !versions.every(isJsonMap)) {
    return undefined;
  }
  const wanted = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const served = versions.filter((version) => version.served !== false).map(({ name }) => name);
  return served.includes(wanted) || served.some((name) => typeof name !== "string")
    ? undefined
    : `the CustomResourceDefinition "${metadata.name}" of kind "${kind}" does not serve version "${wanted}", only ` +
        `${served.map((name) => JSON.stringify(name)).join(", ") || "none"}. Use a version that it serves, or add this one to it.`;
}
