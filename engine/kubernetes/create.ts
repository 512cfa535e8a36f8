import { PluginError, status, Unknown, type Call, type CreateRequest, type PropertyMap } from "../plugin";
import { isKnown } from "./check";
import { fieldManagerOf, mayForce, missingNamespace, refusal, type ProviderContext } from "./context";
import { applyNew } from "./duplicate-keys";
import { kindForPreview, kindForUpdate } from "./kinds";
import { isMadeBy } from "./managed-fields";
import { inNamespace, refuseMissingNamespace } from "./namespaces";
import { checkpoint, CREATED_BY, formatId, kindOfType, toObject, type JsonMap } from "./objects";
import { limitsOf } from "./prerequisites";
import { ApiError, type KubernetesObject } from "./types";
import { untilReady } from "./write";

/** Creates an object, or in a preview says what it would look like. */
export async function createResource(
  context: ProviderContext,
  request: CreateRequest,
  call: Call,
): Promise<{ id: string; outputs: PropertyMap }> {
  const object = toObject(request.inputs);
  const { patch } = kindOfType(request.type);
  const fieldManager = fieldManagerOf(context, request.urn, object);
  const creation = { request, object, fieldManager, patch };
  return request.preview
    ? { id: "", outputs: await previewCreate(context, creation, call) }
    : create(context, creation, call);
}

interface Creation {
  request: CreateRequest;
  object: KubernetesObject;
  fieldManager: string;
  /** The resource changes an object that exists. */
  patch: boolean;
}

async function create(
  context: ProviderContext,
  { request, object, fieldManager, patch }: Creation,
  call: Call,
): Promise<{ id: string; outputs: PropertyMap }> {
  const limits = limitsOf(context, { inputs: object, timeoutSeconds: request.timeout }, call);
  const options = {
    fieldManager,
    force: mayForce(context, object),
    signal: call.signal,
    warn: context.settings.suppressWarnings ? undefined : (message: string) => call.log("warning", message),
  };
  let written: KubernetesObject;
  try {
    await kindForUpdate(context, object, limits);
    await refuseExisting(context, { object, fieldManager, patch }, call.signal);
    written = await inNamespace(limits, object, () => applyNew(context.client, marked(object, fieldManager), options));
  } catch (error) {
    throw refusal(patch ? "patched" : "created", object, error);
  }
  const outputs = await untilReady(
    context,
    {
      urn: request.urn,
      object: written,
      inputs: request.inputs,
      inputObject: object,
      initialApiVersion: object.apiVersion,
      fieldManager,
      operation: "create",
      timeoutSeconds: request.timeout,
    },
    call,
  );
  return { id: formatId(written), outputs };
}

/**
 * Refuses to create what somebody else has made. An object with this resource's own field manager was made by a run that
 * was interrupted before the engine could record it; that one is taken up again.
 */
async function refuseExisting(
  context: ProviderContext,
  { object, fieldManager, patch }: Omit<Creation, "request">,
  signal: AbortSignal,
): Promise<void> {
  if (patch || context.settings.upsert) {
    return;
  }
  const live = await context.client.get(
    { ...object, name: object.metadata.name!, namespace: object.metadata.namespace },
    signal,
  );
  if (live === undefined || isMadeBy(live, fieldManager)) {
    return;
  }
  throw new PluginError(alreadyExists(object), status.ALREADY_EXISTS);
}

/**
 * The server keeps account of who manages which field, so of an object without any field it does not say who made it. Such
 * a one gets an annotation that tells its next interrupted creator; the first update removes it again.
 */
function marked(object: KubernetesObject, fieldManager: string): KubernetesObject {
  const { apiVersion: _, kind: __, metadata, ...fields } = object;
  const { name: ___, namespace: ____, ...others } = metadata;
  const bare = Object.keys(fields).length === 0 && Object.keys(others).length === 0;
  return bare ? { ...object, metadata: { ...metadata, annotations: { [CREATED_BY]: fieldManager } } } : object;
}

function alreadyExists(object: KubernetesObject): string {
  return (
    `${object.kind} "${formatId(object)}" already exists in the cluster and is not this resource's. ` +
    `If the resource was renamed in the program, give it an alias with its old name. To take the object over, import it. ` +
    `To change some of its fields only, use a ${object.kind}Patch resource. To overwrite whatever is there, set the ` +
    `provider's upsertExistingObjects.`
  );
}

async function previewCreate(
  context: ProviderContext,
  { request, object, fieldManager, patch }: Creation,
  call: Call,
): Promise<PropertyMap> {
  const { signal } = call;
  try {
    const served = await kindForPreview(context, object, signal);
    await refuseMissingNamespace(context, object, signal);
    // An object that is to be deleted first is still there, so the server would take its successor for a change of it.
    if (!served || !isKnown(object) || context.replacing.has(request.urn)) {
      return request.inputs;
    }
    await refuseExisting(context, { object, fieldManager, patch }, signal);
    const warn = context.settings.suppressWarnings ? undefined : (message: string) => call.log("warning", message);
    const result = await applyNew(context.client, object, { fieldManager, force: true, dryRun: true, signal, warn });
    const outputs = checkpoint(result, request.inputs, { initialApiVersion: object.apiVersion, fieldManager });
    return withoutChance(outputs, object);
  } catch (error) {
    if (error instanceof PluginError && error.code === status.ALREADY_EXISTS) {
      // The object may still be deleted by what comes before this step in the update.
      call.log("warning", error.message);
      return request.inputs;
    }
    if (cannotTell(error)) {
      return request.inputs;
    }
    throw refusal(patch ? "patched" : "created", object, error);
  }
}

/** Failures of a dry run that do not mean that the write itself would fail. */
export function cannotTell(error: unknown): boolean {
  if (!(error instanceof ApiError)) {
    return false;
  }
  return (
    missingNamespace(error)?.ending === false ||
    // A preview may run with credentials that can only read.
    (error.code === 403 && /\bcannot (create|patch|update|get) resource\b/.test(error.message)) ||
    (error.code === 400 && /does not support dry ?run/i.test(error.message)) ||
    // An admission webhook that does not answer now may do so once the update has brought up its server.
    error.code >= 500
  );
}

/** Values that the real write makes anew. */
const CHANCE = ["uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"];

/** A dry run's result with what the real write decides anew marked as not known. */
function withoutChance(outputs: PropertyMap, object: KubernetesObject): PropertyMap {
  const metadata = { ...(outputs.metadata as PropertyMap) };
  for (const field of CHANCE) {
    if (metadata[field] !== undefined) {
      metadata[field] = Unknown.value;
    }
  }
  const result: PropertyMap = { ...outputs, metadata };
  if (result.status !== undefined) {
    result.status = Unknown.value;
  }
  if (object.kind === "Service" && object.apiVersion === "v1") {
    const given = (object.spec ?? {}) as JsonMap;
    const spec = { ...(result.spec as PropertyMap) };
    for (const field of ["clusterIP", "clusterIPs", "healthCheckNodePort"]) {
      if (spec[field] !== undefined && given[field] === undefined) {
        spec[field] = Unknown.value;
      }
    }
    const givenPorts = (given.ports ?? []) as JsonMap[];
    if (Array.isArray(spec.ports)) {
      spec.ports = (spec.ports as PropertyMap[]).map((port, index) =>
        port.nodePort === undefined || givenPorts[index]?.nodePort !== undefined
          ? port
          : { ...port, nodePort: Unknown.value },
      );
    }
    result.spec = spec;
  }
  return result;
}
