import { PluginError, status, type Call, type PropertyMap, type UpdateRequest } from "../plugin";
import { isKnown } from "./check";
import { fieldManagerOf, mayForce, refusal, type ProviderContext } from "./context";
import { cannotTell } from "./create";
import { recordedInputs } from "./diff";
import { dryRunChange } from "./dry-run";
import { applyChange, applyNew, type ApplyOptions } from "./duplicate-keys";
import { withIgnored } from "./ignore";
import { kindForPreview, kindForUpdate } from "./kinds";
import { takeOver } from "./managed-fields";
import { inNamespace, refuseMissingNamespace } from "./namespaces";
import { checkpoint, FIELD_MANAGER, formatId, INITIAL_API_VERSION, kindOfType, toObject } from "./objects";
import { limitsOf } from "./prerequisites";
import { ApiError, type KubernetesObject, type ObjectReference } from "./types";
import { untilReady } from "./write";

interface Update {
  request: UpdateRequest;
  object: KubernetesObject;
  fieldManager: string;
  initialApiVersion: string;
  /** The resource changes an object that belongs to somebody else. */
  patch: boolean;
}

/** Changes an object in place, or in a preview says what it would look like then. */
export async function updateResource(
  context: ProviderContext,
  request: UpdateRequest,
  call: Call,
): Promise<{ outputs: PropertyMap }> {
  const object = toObject(request.newInputs);
  const recorded = request.oldOutputs[INITIAL_API_VERSION];
  const update: Update = {
    request,
    object,
    fieldManager: fieldManagerOf(context, request.urn, object, request.oldOutputs),
    initialApiVersion: typeof recorded === "string" ? recorded : object.apiVersion,
    patch: kindOfType(request.type).patch,
  };
  return { outputs: request.preview ? await previewUpdate(context, update, call) : await apply(context, update, call) };
}

function referenceOf(object: KubernetesObject): ObjectReference {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, name: metadata.name!, namespace: metadata.namespace };
}

async function apply(context: ProviderContext, update: Update, call: Call): Promise<PropertyMap> {
  const { request, object, fieldManager, initialApiVersion } = update;
  const limits = limitsOf(context, { inputs: object, timeoutSeconds: request.timeout }, call);
  let written: KubernetesObject;
  try {
    await kindForUpdate(context, object, limits);
    const live = await context.client.get(referenceOf(object), call.signal);
    written = await inNamespace(limits, object, () => write(context, update, live, call));
    if (live === undefined) {
      call.log("warning", createdAgain(object));
    }
  } catch (error) {
    throw refusal("updated", object, error);
  }
  await relinquishFormer(context, update, call.signal);
  return untilReady(
    context,
    {
      urn: request.urn,
      object: written,
      inputs: request.newInputs,
      inputObject: object,
      initialApiVersion,
      fieldManager,
      operation: "update",
      timeoutSeconds: request.timeout,
    },
    call,
  );
}

/** Says that an object was gone, and what went with it. */
function createdAgain(object: KubernetesObject): string {
  const lost = { Namespace: "in it", CustomResourceDefinition: "of its kind" }[object.kind];
  return (
    `${object.kind} "${formatId(object)}" was deleted by someone else; it is created again.` +
    (lost ? ` Everything ${lost} was deleted with it: run \`pulumi up --refresh\` to create that again, too.` : "")
  );
}

async function write(
  context: ProviderContext,
  { request, object, fieldManager, patch }: Update,
  live: KubernetesObject | undefined,
  { signal, log }: Call,
): Promise<KubernetesObject> {
  const warn = context.settings.suppressWarnings ? undefined : (message: string) => log("warning", message);
  const options = { fieldManager, signal, warn };
  const takeover = live && !patch ? takeOver(live, fieldManager) : undefined;
  const current = takeover ? await context.client.jsonPatch(referenceOf(object), takeover, options) : live;
  const force = mayForce(context, object);
  const kept = (inputs: KubernetesObject) =>
    current ? withIgnored(inputs, current, fieldManager, request.ignoreChanges) : inputs;
  const change = { old: kept(recordedInputs(request)), now: kept(object) };
  const put = (options: ApplyOptions) =>
    current ? applyChange(context.client, change, options) : applyNew(context.client, object, options);
  try {
    return await put({ ...options, force });
  } catch (error) {
    const conflicts = conflictsOf(error);
    if (conflicts.length === 0) {
      throw error;
    }
    // What a person set by hand the program sets right again: the preview after a refresh has shown it.
    if (conflicts.every(({ manager }) => manager.startsWith("kubectl"))) {
      return put({ ...options, force: true });
    }
    throw new PluginError(conflictMessage(object, conflicts), status.ABORTED);
  }
}

interface Conflict {
  manager: string;
  field: string;
}

/** The fields that a server-side apply was refused for, and who manages them. */
function conflictsOf(error: unknown): Conflict[] {
  if (!(error instanceof ApiError) || error.code !== 409) {
    return [];
  }
  const causes = (error.details as { causes?: { reason?: string; message?: string; field?: string }[] } | undefined)
    ?.causes;
  return (causes ?? [])
    .filter(({ reason }) => reason === "FieldManagerConflict")
    .map(({ message = "", field = "" }) => ({
      manager: /conflict with "([^"]*)"/.exec(message)?.[1] ?? message,
      field,
    }));
}

function conflictMessage(object: KubernetesObject, conflicts: Conflict[]): string {
  const fields = conflicts.map(({ manager, field }) => `${field} (managed by "${manager}")`).join(", ");
  return (
    `${object.kind} "${formatId(object)}" was not updated: someone else manages fields that the program sets to another ` +
    `value: ${fields}. Leave these fields out of the program or list them in ignoreChanges; or set the annotation ` +
    `pulumi.com/patchForce: "true" to overwrite them.`
  );
}

/** When the program names another field manager, the former one gives up what the new one now has. */
async function relinquishFormer(
  context: ProviderContext,
  { request, object, fieldManager }: Update,
  signal: AbortSignal,
): Promise<void> {
  const former = request.oldOutputs[FIELD_MANAGER];
  if (typeof former === "string" && former !== fieldManager) {
    await relinquish(context, object, former, signal);
  }
}

/**
 * Gives up every field that a manager has; those that nobody else has disappear.
 *
 * @throws ApiError when a field that has to be there would disappear.
 */
export async function relinquish(
  { client }: ProviderContext,
  { apiVersion, kind, metadata: { name, namespace } }: KubernetesObject,
  fieldManager: string,
  signal: AbortSignal,
): Promise<void> {
  await client.apply({ apiVersion, kind, metadata: { name, namespace } }, { fieldManager, force: false, signal });
}

async function previewUpdate(context: ProviderContext, update: Update, call: Call): Promise<PropertyMap> {
  const { request, object, fieldManager, initialApiVersion, patch } = update;
  try {
    const served = await kindForPreview(context, object, call.signal);
    await refuseMissingNamespace(context, object, call.signal);
    if (!served || !isKnown(object)) {
      return request.newInputs;
    }
    const live = await context.client.get(referenceOf(object), call.signal);
    if (live === undefined) {
      return request.newInputs;
    }
    const now = withIgnored(object, live, fieldManager, request.ignoreChanges);
    const old = withIgnored(recordedInputs(request), live, fieldManager, request.ignoreChanges);
    const force = mayForce(context, object);
    const change = { live, old, now, fieldManager, force: force || patch };
    const result = await dryRunChange(context, change, call.signal).catch((error: unknown) => {
      const conflicts = conflictsOf(error);
      if (conflicts.length > 0 && conflicts.every(({ manager }) => manager.startsWith("kubectl"))) {
        return dryRunChange(context, { ...change, force: true }, call.signal);
      }
      throw conflicts.length > 0 ? new PluginError(conflictMessage(object, conflicts), status.ABORTED) : error;
    });
    return checkpoint(result, request.newInputs, { initialApiVersion, fieldManager });
  } catch (error) {
    if (cannotTell(error)) {
      return request.newInputs;
    }
    throw refusal("updated", object, error);
  }
}
