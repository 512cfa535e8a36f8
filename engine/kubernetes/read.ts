import type { Call, PropertyMap, ReadRequest } from "../plugin";
import { fieldManagerOf, isNotFound, type ProviderContext } from "./context";
import { normalizeObject } from "./normalize";
import {
  checkpoint,
  copySecrets,
  CREATED_BY,
  hideSecretData,
  INITIAL_API_VERSION,
  isJsonList,
  isJsonMap,
  kindOfType,
  mapFromJson,
  parseId,
  toObject,
  type Json,
  type JsonMap,
} from "./objects";
import type { KubernetesObject } from "./types";

/** Annotations that controllers and tools write for themselves. */
const FOREIGN_ANNOTATIONS = [
  "deployment.kubernetes.io/revision",
  "kubectl.kubernetes.io/last-applied-configuration",
  CREATED_BY,
];

/** Reads an object as it is now: its state, and the inputs that a program would have to give to leave it so. */
export async function readResource(
  context: ProviderContext,
  request: ReadRequest,
  { signal }: Call,
): Promise<{ id: string; outputs: PropertyMap; inputs: PropertyMap } | undefined> {
  const { apiVersion, kind } = kindOfType(request.type);
  const known = Object.keys(request.oldInputs).length > 0;
  const old = toObject(known ? request.oldInputs : { apiVersion, kind });
  const reference = { apiVersion: old.apiVersion ?? apiVersion, kind: old.kind ?? kind, ...parseId(request.id) };
  const live = await read(context, reference, signal);
  if (live === undefined) {
    return undefined;
  }
  const object = known ? (prune(live, old) as unknown as KubernetesObject) : importInputs(live);
  const inputs = hideSecretData(copySecrets(mapFromJson(object as unknown as JsonMap), request.oldInputs));
  const recorded = request.oldOutputs[INITIAL_API_VERSION];
  const outputs = checkpoint(live, inputs, {
    initialApiVersion: typeof recorded === "string" ? recorded : live.apiVersion,
    fieldManager: fieldManagerOf(context, request.urn, old, request.oldOutputs),
  });
  return { id: request.id, outputs, inputs };
}

async function read(
  { client, namespace }: ProviderContext,
  reference: { apiVersion: string; kind: string; name: string; namespace?: string },
  signal: AbortSignal,
): Promise<KubernetesObject | undefined> {
  try {
    const { namespaced } = await client.discover(reference);
    // An import may leave the namespace out of the id.
    return await client.get(
      { ...reference, namespace: namespaced ? (reference.namespace ?? namespace) : undefined },
      signal,
    );
  } catch (error) {
    // A kind that the server does not know any more has taken its objects with it.
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/** The inputs of an object that no program has declared yet: everything but what the server and its controllers write. */
function importInputs(live: KubernetesObject): KubernetesObject {
  const { status: _, ...rest } = live;
  const object = normalizeObject(rest);
  const { annotations, ...metadata } = object.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !FOREIGN_ANNOTATIONS.includes(key));
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}) },
  };
}

/** Fields by which elements of a list are told apart, the first that fits. */
const KEYS = ["name", "containerPort", "port", "key", "type", "ip", "topologyKey", "mountPath"];

/**
 * The live value in the shape of the inputs: fields that the program does not give are left out, so that what is left
 * differs from the inputs exactly where someone has changed something.
 */
function prune(live: Json, wanted: Json): Json {
  if (isJsonMap(live) && isJsonMap(wanted)) {
    const result: JsonMap = {};
    for (const [key, value] of Object.entries(wanted)) {
      const actual = live[key];
      if (actual !== undefined && actual !== null) {
        result[key] = prune(actual, value!);
      } else if (isEmpty(value!)) {
        // The server leaves out what is empty; that it is absent says nothing then.
        result[key] = value;
      }
    }
    return result;
  }
  if (isJsonList(live) && isJsonList(wanted)) {
    return pruneList(live, wanted);
  }
  return live;
}

function pruneList(live: Json[], wanted: Json[]): Json[] {
  const key = wanted.length === 0 ? undefined : KEYS.find((name) => tellsApart(name, wanted) && tellsApart(name, live));
  if (key === undefined) {
    return live.map((item, index) => (wanted[index] === undefined ? item : prune(item, wanted[index])));
  }
  // Elements with names are merged by the server and its admission plugins: those of others are not this program's.
  return wanted.flatMap((item) => {
    const match = live.find((candidate) => (candidate as JsonMap)[key] === (item as JsonMap)[key]);
    return match === undefined ? [] : [prune(match, item)];
  });
}

/** Whether every element has the field, each with another value: port 53 over UDP and TCP is two elements of one port. */
function tellsApart(name: string, items: Json[]): boolean {
  const values = items.map((item) => (isJsonMap(item) ? item[name] : undefined));
  return values.every((value) => value !== undefined) && new Set(values).size === items.length;
}

function isEmpty(value: Json): boolean {
  return (
    value === null ||
    value === false ||
    value === 0 ||
    value === "" ||
    (isJsonList(value) && value.length === 0) ||
    (isJsonMap(value) && Object.values(value).every((element) => element === undefined || isEmpty(element)))
  );
}
