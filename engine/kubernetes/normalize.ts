import { canonicalQuantity } from "../../formats/quantity";
import { containsUnknown, isPropertyMap, Secret, Unknown, type PropertyMap, type PropertyValue } from "../plugin";
import { elementType, fieldType, isListType, isMapType, typeOfKind, type FieldType } from "./field-types";
import { isJsonList, isJsonMap, type Json, type JsonMap } from "./objects";
import type { KubernetesObject } from "./types";

/** Fields of metadata that the server alone writes. */
const SERVER_METADATA = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** Lists that the API writes even when they are empty. */
const KEPT_EMPTY = new Set(["rules", "verbs", "containers"]);

/**
 * Inputs in the form in which equal things are equal: quantities and base64 as the server gives them back, what says nothing left
 * out, no fields that only the server writes. What a field is, its type says and not its name. Kinds that Kubernetes does not define
 * keep every value, for only their authors know what an empty list means there; so does JSON that is of no type, such as the schema
 * of a definition.
 */
export function normalizeObject(object: KubernetesObject): KubernetesObject {
  const type = typeOfKind(object);
  const normal = type === undefined ? object : (normalize(object, type) as KubernetesObject);
  const metadata = { ...normal.metadata };
  for (const field of SERVER_METADATA) {
    delete metadata[field];
  }
  return { ...normal, metadata };
}

/** @param type What the value is; undefined for values that are kept as they are. */
function normalize(value: Json, type: FieldType | undefined): Json {
  if (isJsonList(value)) {
    const element = elementType(type);
    return element === undefined ? value : value.map((item) => normalize(item, element));
  }
  if (isJsonMap(value)) {
    return type === undefined ? value : normalizeMap(value, type);
  }
  if ((typeof value === "string" || typeof value === "number") && (type === "quantity" || type === "resource")) {
    return canonicalQuantity(value, type === "resource" ? "milli" : "nano");
  }
  return typeof value === "string" && type === "bytes" ? canonicalBase64(value) : value;
}

function normalizeMap(map: JsonMap, type: FieldType): JsonMap {
  const result: JsonMap = {};
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined || value === null) {
      continue;
    }
    const field = fieldType(type, key);
    if (!saysNothing(key, value, field)) {
      result[key] = normalize(value, field);
    }
  }
  return result;
}

/** Whether a value is the same as none. An empty map from names to values is; other empty maps, such as `emptyDir`, say something. */
function saysNothing(key: string, value: Json, type: FieldType | undefined): boolean {
  if (isJsonList(value)) {
    return value.length === 0 && isListType(type) && !KEPT_EMPTY.has(key);
  }
  return isJsonMap(value) && Object.keys(value).length === 0 && isMapType(type);
}

/** Base64 in one line, as the server writes it; what it would refuse stays as it is, for it to say so. */
function canonicalBase64(text: string): string {
  // The server skips line breaks and nothing else, and wants the padding.
  const line = text.replace(/[\r\n]/g, "");
  const isValid = line.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(line);
  return isValid ? Buffer.from(line, "base64").toString("base64") : text;
}

/**
 * A Secret's `stringData` as the base64 `data` that the server makes of it; `stringData` wins over `data`, as there. As
 * long as any of it is unknown both stay as they are.
 *
 * @returns The inputs with `data` secret and without `stringData`.
 */
export function secretData(inputs: PropertyMap): PropertyMap {
  const { stringData, ...rest } = inputs;
  if (stringData === undefined || stringData === null || containsUnknown(stringData) || containsUnknown(inputs.data)) {
    return inputs;
  }
  const data = { ...entries(inputs.data) };
  for (const [key, value] of Object.entries(entries(stringData))) {
    data[key] = value instanceof Secret ? new Secret(base64(value.value)) : base64(value);
  }
  const whole = stringData instanceof Secret || inputs.data instanceof Secret;
  return { ...rest, data: whole ? new Secret(data) : data };
}

function entries(value: PropertyValue | undefined): PropertyMap {
  const map = value instanceof Secret ? value.value : value;
  return isPropertyMap(map) ? map : {};
}

function base64(value: PropertyValue | undefined): PropertyValue {
  if (value instanceof Unknown || value === null || value === undefined) {
    return value ?? null;
  }
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value), "utf8").toString("base64");
}
