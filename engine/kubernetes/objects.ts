import {
  containsSecret,
  isPropertyList,
  isPropertyMap,
  PluginError,
  Secret,
  status,
  Unknown,
  type PropertyMap,
  type PropertyValue,
} from "../plugin";
import type { KindReference, KubernetesObject } from "./types";

/** Plain JSON, with unknowns in previews. */
export type Json = null | boolean | number | string | Unknown | Json[] | JsonMap;
export interface JsonMap {
  [key: string]: Json | undefined;
}

/** Outputs that are the engine's own account of a resource, not part of the live object. */
export const INPUTS = "__inputs";
export const INITIAL_API_VERSION = "__initialApiVersion";
export const FIELD_MANAGER = "__fieldManager";

/** The annotation that says who created an object that has nothing else to say it. */
export const CREATED_BY = "platform.internal/created-by";

/** Fields whose names no programming language can spell; the SDKs write them with underscores. */
const DASHED = new Set(
  [
    "embedded-resource",
    "int-or-string",
    "list-map-keys",
    "list-type",
    "map-type",
    "preserve-unknown-fields",
    "validations",
  ].map((name) => `x-kubernetes-${name}`),
);
const UNDERSCORED = new Map([...DASHED].map((key) => [key.replaceAll("-", "_"), key]));

/** A field's name as the SDKs spell it. */
export function sdkName(field: string): string {
  return DASHED.has(field) ? field.replaceAll("-", "_") : field;
}

/** Whether the value is a plain JSON map. */
export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

/** Whether the value is a JSON list. */
export function isJsonList(value: Json | undefined): value is Json[] {
  return Array.isArray(value);
}

/** Inputs as the API server takes them: no secrets' wrapping, no nulls, field names with dashes. */
export function toJson(value: PropertyValue): Json {
  if (value instanceof Secret) {
    return toJson(value.value);
  }
  if (isPropertyList(value)) {
    return value.map(toJson);
  }
  if (isPropertyMap(value)) {
    const map: JsonMap = {};
    for (const [key, element] of Object.entries(value)) {
      if (element !== undefined && element !== null) {
        const json = toJson(element);
        // A secret may hold a null.
        if (json !== null) {
          map[UNDERSCORED.get(key) ?? key] = json;
        }
      }
    }
    return map;
  }
  if (value !== null && typeof value === "object" && !(value instanceof Unknown)) {
    throw new PluginError(
      "Kubernetes objects cannot contain assets or archives. Read the file and give its text instead.",
      status.INVALID_ARGUMENT,
    );
  }
  return value;
}

/** An object as the SDKs read it: field names with underscores. */
export function fromJson(value: Json): PropertyValue {
  if (isJsonList(value)) {
    return value.map(fromJson);
  }
  return isJsonMap(value) ? mapFromJson(value) : value;
}

/** The same for a whole object. */
export function mapFromJson(value: JsonMap): PropertyMap {
  const map: PropertyMap = {};
  for (const [key, element] of Object.entries(value)) {
    if (element !== undefined) {
      map[sdkName(key)] = fromJson(element);
    }
  }
  return map;
}

/** The checked inputs as an object. */
export function toObject(inputs: PropertyMap): KubernetesObject {
  const { metadata, ...rest } = toJson(inputs) as JsonMap;
  return { ...rest, metadata: isJsonMap(metadata) ? metadata : {} } as KubernetesObject;
}

/**
 * Makes secret in `target` what is secret in `source`: the same path in maps, and the whole of a list with a secret in it.
 * Values that are secret as a whole in the source become so in the target.
 */
export function copySecrets(target: PropertyMap, source: PropertyMap): PropertyMap {
  const result = { ...target };
  for (const [key, from] of Object.entries(source)) {
    const to = result[key];
    if (from === undefined || to === undefined || to instanceof Secret || !containsSecret(from)) {
      continue;
    }
    result[key] = isPropertyMap(from) && isPropertyMap(to) ? copySecrets(to, from) : new Secret(to);
  }
  return result;
}

const API_SECRET = (object: { apiVersion?: unknown; kind?: unknown }) =>
  object.apiVersion === "v1" && object.kind === "Secret";

/** The data of a Kubernetes Secret is secret whoever wrote it, also where nobody said so. */
export function hideSecretData(properties: PropertyMap): PropertyMap {
  if (!API_SECRET(properties)) {
    return properties;
  }
  const result = { ...properties };
  for (const key of ["data", "stringData"]) {
    const value = result[key];
    if (value !== undefined && value !== null && !(value instanceof Secret)) {
      result[key] = new Secret(value);
    }
  }
  return result;
}

/**
 * The outputs of a resource: the live object, the inputs that it was made from, and whose fields they are.
 *
 * @param live The object as the server gave it.
 * @param inputs The checked inputs, for the record and for what is secret.
 */
export function checkpoint(
  live: KubernetesObject,
  inputs: PropertyMap,
  account: { initialApiVersion: string; fieldManager: string },
): PropertyMap {
  return {
    ...hideSecretData(copySecrets(mapFromJson(live as unknown as JsonMap), inputs)),
    [INPUTS]: hideSecretData(inputs),
    [INITIAL_API_VERSION]: account.initialApiVersion,
    [FIELD_MANAGER]: account.fieldManager,
  };
}

/** The kind that a type token names: `kubernetes:apps/v1:Deployment`; `core/v1` stands for the API version `v1`. */
export function kindOfType(type: string): KindReference & { patch: boolean } {
  const [, module = "", name = ""] = type.split(":");
  const patch = isPatchType(type);
  return {
    apiVersion: module.startsWith("core/") ? module.slice("core/".length) : module,
    kind: patch ? name.slice(0, -"Patch".length) : name,
    patch,
  };
}

/** Built-in groups have no kind of their own whose name ends so; custom resources may. */
function isPatchType(type: string): boolean {
  const [, module = "", name = ""] = type.split(":");
  return (
    name.endsWith("Patch") &&
    name !== "Patch" &&
    (isBuiltInGroup(module.split("/")[0]!) || name === "CustomResourcePatch")
  );
}

const BUILT_IN_GROUPS = new Set(["", "core", "apps", "autoscaling", "batch", "policy", "extensions"]);

/** Whether Kubernetes itself defines the kinds of this API group. */
export function isBuiltInGroup(group: string): boolean {
  return (
    BUILT_IN_GROUPS.has(group) ||
    (group.endsWith(".k8s.io") && !/^(gateway\.networking|metrics|snapshot\.storage|.*\.x)\.k8s\.io$/.test(group))
  );
}

/** The group of an API version; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
}

/** A resource's id: `namespace/name`, or `name` for what is in no namespace. */
export function formatId({ metadata }: KubernetesObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : (metadata.name ?? "");
}

/** Takes an id apart. */
export function parseId(id: string): { namespace?: string; name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** An annotation's value; undefined also when it is not known yet. */
export function annotation(object: KubernetesObject, name: string): string | undefined {
  const annotations: unknown = object.metadata.annotations;
  const value: unknown = isJsonMap(annotations as Json) ? (annotations as JsonMap)[name] : undefined;
  return typeof value === "string" ? value : undefined;
}
