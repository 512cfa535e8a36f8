import { containsUnknown, isPropertyMap, Secret, Unknown, type PropertyMap, type PropertyValue } from "../plugin";
import { groupOf, isBuiltInGroup, isJsonList, isJsonMap, type Json, type JsonMap } from "./objects";
import { canonicalQuantity } from "../../../formats/quantity";
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

/** Maps from names to texts or amounts; empty they say the same as absent. Other empty maps, such as `emptyDir`, say something. */
const PLAIN_MAPS = new Set([
  "annotations",
  "labels",
  "matchLabels",
  "nodeSelector",
  "data",
  "binaryData",
  "stringData",
  "parameters",
]);

/** Maps whose values are quantities. */
const QUANTITY_MAPS = new Set(["limits", "requests", "hard", "capacity", "allocatable", "overhead"]);
const LIMIT_RANGE_MAPS = new Set(["default", "defaultRequest", "max", "min", "maxLimitRequestRatio"]);
/** Fields that are a quantity themselves. */
const QUANTITIES = new Set(["sizeLimit", "averageValue", "divisor"]);

/**
 * Inputs in the form in which equal things are equal: quantities in canonical form, what says nothing left out, no fields
 * that only the server writes. Kinds that Kubernetes does not define keep every value, for only their authors know what an
 * empty list means there.
 */
export function normalizeObject(object: KubernetesObject): KubernetesObject {
  const builtIn = isBuiltInGroup(groupOf(object.apiVersion));
  const normal = builtIn
    ? (normalizeMap(object as unknown as JsonMap, object.kind) as unknown as KubernetesObject)
    : object;
  const metadata = { ...normal.metadata };
  for (const field of SERVER_METADATA) {
    delete metadata[field];
  }
  return { ...normal, metadata };
}

function normalizeMap(map: JsonMap, kind: string): JsonMap {
  const result: JsonMap = {};
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined || value === null || (isJsonList(value) && value.length === 0 && !KEPT_EMPTY.has(key))) {
      continue;
    }
    const quantities = QUANTITY_MAPS.has(key) || (kind === "LimitRange" && LIMIT_RANGE_MAPS.has(key));
    if (isJsonMap(value)) {
      if (Object.keys(value).length === 0 && (PLAIN_MAPS.has(key) || quantities)) {
        continue;
      }
      result[key] = quantities ? quantityMap(value) : PLAIN_MAPS.has(key) ? value : normalizeMap(value, kind);
    } else if (isJsonList(value)) {
      result[key] = value.map((element) => (isJsonMap(element) ? normalizeMap(element, kind) : element));
    } else if (QUANTITIES.has(key) || (kind === "HorizontalPodAutoscaler" && key === "value")) {
      result[key] = quantity(value);
    } else {
      result[key] = value;
    }
  }
  return result;
}

function quantityMap(map: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, quantity(value!)]),
  );
}

function quantity(value: Json): Json {
  return typeof value === "string" || typeof value === "number" ? canonicalQuantity(value) : value;
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
