import table from "./field-types.json";
import { groupOf } from "./objects";
import type { KindReference } from "./types";

/**
 * What the fields of the built-in kinds are, as far as it matters for equality: lists, maps, quantities, bytes and what contains them.
 * Fields that are not in the table are kept as they are written: strings, numbers, and JSON of any shape.
 */
interface FieldTypes {
  /** The type of each kind, by group, version and kind. */
  kinds: Record<string, string>;
  /** The fields of each type. */
  types: Record<string, Record<string, FieldType>>;
}

/**
 * A type's name, or
 * - `quantity`: a quantity; `resource`: one in a list of resources, which has nothing finer than a thousandth
 * - `bytes`: base64
 * - `[]…`: a list, `{}…`: a map from names to values, with the type of what is in it, if that has one
 */
export type FieldType = string;

const { kinds, types } = table as FieldTypes;

/** By group and kind: an API version that is not in the table is taken for one that is. */
const ANY_VERSION = new Map(
  Object.entries(kinds).map(([name, type]) => {
    const [group, , kind] = name.split("/");
    return [`${group}/${kind}`, type];
  }),
);

/** The type of a built-in kind; undefined for all others. */
export function typeOfKind({ apiVersion, kind }: KindReference): FieldType | undefined {
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  return kinds[`${group}/${version}/${kind}`] ?? ANY_VERSION.get(`${group}/${kind}`);
}

/** The type of a field of an object or a map; undefined where its value is kept as it is. */
export function fieldType(type: FieldType, field: string): FieldType | undefined {
  if (isMapType(type)) {
    return type.slice(2) || undefined;
  }
  const fields = types[type];
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** The type of a list's elements; undefined where they are kept as they are. */
export function elementType(type: FieldType | undefined): FieldType | undefined {
  return isListType(type) ? type.slice(2) || undefined : undefined;
}

export function isListType(type: FieldType | undefined): type is FieldType {
  return type?.startsWith("[]") ?? false;
}

export function isMapType(type: FieldType | undefined): type is FieldType {
  return type?.startsWith("{}") ?? false;
}
