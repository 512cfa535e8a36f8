import { Struct, Value, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Archive, Asset, isPropertyMap, Secret, Unknown, type PropertyMap, type PropertyValue } from "./values";

/** The key whose presence says that a map stands for a special value, and the values that say which. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** What the engine sends for an unknown boolean, number, string, array, asset, archive and object. */
const UNKNOWNS = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  UNKNOWN_STRING,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Reads what the engine sent.
 *
 * @param struct The message; undefined counts as empty.
 * @throws Error when a special value is malformed or of a kind that this plugin did not offer to accept.
 */
export function decodeProperties(struct: Struct | undefined): PropertyMap {
  const properties: PropertyMap = {};
  struct?.getFieldsMap().forEach((value, key) => {
    properties[key] = decodeValue(value);
  });
  return properties;
}

function decodeValue(value: Value): PropertyValue {
  switch (value.getKindCase()) {
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return UNKNOWNS.has(text) ? Unknown.value : text;
    }
    case Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(decodeValue);
    case Value.KindCase.STRUCT_VALUE:
      return decodeMap(decodeProperties(value.getStructValue()));
    default:
      return null;
  }
}

function decodeMap(map: PropertyMap): PropertyValue {
  const signature = map[SIGNATURE];
  if (signature === undefined) {
    return map;
  }
  const { [SIGNATURE]: _, ...fields } = map;
  switch (signature) {
    case SECRET:
      return new Secret(fields.value ?? null);
    case OUTPUT: {
      const value = fields.value === undefined ? Unknown.value : fields.value;
      return fields.secret === true ? new Secret(value) : value;
    }
    case ASSET:
      return new Asset(fields);
    case ARCHIVE:
      return new Archive(fields);
    case RESOURCE:
      // An identifier that is there but empty is one that is not known yet.
      return fields.id === "" ? Unknown.value : (fields.id ?? fields.urn ?? null);
    default:
      throw new Error(
        `The engine sent a value of a kind this plugin does not know (signature ${JSON.stringify(signature)}).`,
      );
  }
}

/** Writes properties as the engine reads them. Keys whose value is `undefined` are left out. */
export function encodeProperties(properties: PropertyMap): Struct {
  return Struct.fromJavaScript(plainMap(properties));
}

function plainMap(properties: PropertyMap): Record<string, JavaScriptValue> {
  const given = Object.entries(properties).filter((entry): entry is [string, PropertyValue] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, plainValue(value)]));
}

/** A value as plain JSON, in which maps with a signature stand for special ones. */
function plainValue(value: PropertyValue): JavaScriptValue {
  if (value === null || typeof value !== "object") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  if (isPropertyMap(value)) {
    return plainMap(value);
  }
  if (value instanceof Unknown) {
    return UNKNOWN_STRING;
  }
  if (value instanceof Secret) {
    return plainMap({ [SIGNATURE]: SECRET, value: value.value });
  }
  return plainMap({ ...value.source, [SIGNATURE]: value instanceof Asset ? ASSET : ARCHIVE });
}
