import { isDeepStrictEqual } from "node:util";
import type { Call, DiffKind, DiffRequest, DiffResult } from "../plugin";
import { isKnown } from "./check";
import { fieldManagerOf, type ProviderContext } from "./context";
import { dryRunChange } from "./dry-run";
import { forceNewFields } from "./force-new";
import { immutableDifferences } from "./immutable";
import { isProgramsOwn } from "./managed-fields";
import { isAutonamed } from "./naming";
import { normalizeObject } from "./normalize";
import { annotation, INPUTS, isJsonMap, kindOfType, parseId, toJson, toObject, type JsonMap } from "./objects";
import {
  diffKind,
  differences,
  formatPath,
  isWithin,
  parsePath,
  touches,
  valueAt,
  type Difference,
} from "./property-diff";
import { ApiError, type KubernetesObject } from "./types";

const REPLACE_UNREADY = "pulumi.com/replaceUnready";

/** The inputs that a resource was last written from, in normal form, with the identity that it turned out to have. */
export function recordedInputs({ oldInputs, oldOutputs, id }: Pick<DiffRequest, "oldInputs" | "oldOutputs" | "id">) {
  const recorded = oldOutputs[INPUTS];
  const inputs = oldInputs.kind === undefined && isJsonMap(toJson(recorded ?? null)) ? recorded : oldInputs;
  const object = normalizeObject(toObject(inputs as typeof oldInputs));
  return { ...object, metadata: { ...object.metadata, ...parseId(id) } };
}

/**
 * Says what changes. Equal inputs mean no change, without asking the server. Other inputs are shown to it, for it knows best
 * which fields cannot change while the object lives.
 */
export async function diffResource(context: ProviderContext, request: DiffRequest, call: Call): Promise<DiffResult> {
  const { patch } = kindOfType(request.type);
  const old = recordedInputs(request);
  const now = normalizeObject(toObject(request.newInputs));
  const ignored = request.ignoreChanges.map(parsePath);
  const declared = differences(old as unknown as JsonMap, now as unknown as JsonMap).filter(
    ({ path }) => !ignored.some((pattern) => isWithin(path, pattern)),
  );
  const trial =
    declared.length > 0 && !patch && sameIdentity(old, now)
      ? await tryChange(context, request, { old, now }, call)
      : {};
  const found = declared.filter((difference) => !isWithoutEffect(difference, trial));
  const fields = forceNewFields(now, old, patch, {
    configMaps: context.settings.mutableConfigMaps,
    secrets: context.settings.mutableSecrets,
  });
  const isForced = (difference: Difference) =>
    fields.renewed.some((field) => touches(difference, field)) ||
    (fields.fixed.some((field) => touches(difference, field)) && !isSettled(difference, trial));
  const forced = found.filter(isForced);
  const replacing = forced.length > 0 ? forced : immutableDifferences(now, trial.error, found);

  const detailed: Record<string, { kind: DiffKind }> = {};
  for (const difference of found) {
    detailed[formatPath(difference.path)] = { kind: diffKind(difference, replacing.includes(difference)) };
  }
  const replaces = replacing.map(({ path }) => formatPath(path));
  if (await isUnreadyJob(context, old, now, call)) {
    replaces.push(`metadata.annotations["${REPLACE_UNREADY}"]`);
  }
  const deleteBeforeReplace = replaces.length > 0 && keepsName(old, now);
  if (deleteBeforeReplace) {
    context.replacing.add(request.urn);
  }
  return { changes: found.length > 0 || replaces.length > 0, replaces, deleteBeforeReplace, detailed };
}

function sameIdentity(old: KubernetesObject, now: KubernetesObject): boolean {
  return (
    now.kind === old.kind &&
    now.metadata.name === old.metadata.name &&
    now.metadata.namespace === old.metadata.namespace
  );
}

/** A successor with the same name cannot exist beside the old object. */
function keepsName(old: KubernetesObject, now: KubernetesObject): boolean {
  return !isAutonamed(now) && sameIdentity(old, now);
}

/** What the server says of a change without making it. */
interface Trial {
  live?: KubernetesObject;
  /** The live object's field manager that is this resource. */
  fieldManager?: string;
  /** Absent when the change was refused, or has values that are not known yet. */
  result?: KubernetesObject;
  error?: ApiError;
}

async function tryChange(
  context: ProviderContext,
  request: DiffRequest,
  { old, now }: { old: KubernetesObject; now: KubernetesObject },
  { signal }: Call,
): Promise<Trial> {
  const trial: Trial = {};
  try {
    trial.live = await context.client.get(
      { ...now, name: now.metadata.name!, namespace: now.metadata.namespace },
      signal,
    );
    trial.fieldManager = fieldManagerOf(context, request.urn, now, request.oldOutputs);
    if (trial.live !== undefined && isKnown(now)) {
      const change = { live: trial.live, old, now, fieldManager: trial.fieldManager, force: true };
      trial.result = await dryRunChange(context, change, signal);
    }
  } catch (error) {
    // Refusals other than of immutable fields are reported by the update, or by its preview, with what can be done.
    if (!(error instanceof ApiError) || error.code === 0) {
      throw error;
    }
    trial.error = error;
  }
  return trial;
}

/**
 * A field that the program no longer gives, but that keeps its value without it, is not a change: defaults that an import has
 * read as inputs, or what the server allocates.
 */
function isWithoutEffect({ kind, path }: Difference, { live, result }: Trial): boolean {
  return (
    kind === "delete" &&
    live !== undefined &&
    result !== undefined &&
    isDeepStrictEqual(valueAt(live, path), valueAt(result, path))
  );
}

/**
 * Whether a difference of a field that cannot change asks for nothing that the live object has not got: the program now gives
 * the value that the server or an import had filled in, or leaves out a field that it never wrote.
 */
function isSettled({ path, value }: Difference, { live, fieldManager }: Trial): boolean {
  if (live === undefined || fieldManager === undefined) {
    return false;
  }
  return value === undefined ? !isProgramsOwn(live, fieldManager, path) : isDeepStrictEqual(valueAt(live, path), value);
}

/** Whether the program wants a Job replaced that has not completed, and it has not. */
async function isUnreadyJob(
  { client }: ProviderContext,
  old: KubernetesObject,
  now: KubernetesObject,
  { signal, log }: Call,
): Promise<boolean> {
  if (annotation(now, REPLACE_UNREADY) !== "true") {
    return false;
  }
  if (now.kind !== "Job") {
    log("warning", `The annotation ${REPLACE_UNREADY} works for Jobs only; ${now.kind} is none, so it has no effect.`);
    return false;
  }
  const live = await client.get({ ...old, name: old.metadata.name!, namespace: old.metadata.namespace }, signal);
  const conditions = (live?.status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions;
  return live !== undefined && !conditions?.some(({ type, status }) => type === "Complete" && status === "True");
}
