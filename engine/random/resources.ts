import { randomInteger, randomPet, randomShuffle } from "./choices";
import { randomBytesKind, randomId, randomUuid, randomUuid4, randomUuid7 } from "./identifiers";
import { fieldsOf, type Field, type FieldType, type Kind } from "./kind";
import { randomPassword, randomString } from "./text";

/** Every resource of the package by its type token. */
export const kinds: Record<string, Kind> = {
  "random:index/randomBytes:RandomBytes": randomBytesKind,
  "random:index/randomId:RandomId": randomId,
  "random:index/randomInteger:RandomInteger": randomInteger,
  "random:index/randomPassword:RandomPassword": randomPassword,
  "random:index/randomPet:RandomPet": randomPet,
  "random:index/randomShuffle:RandomShuffle": randomShuffle,
  "random:index/randomString:RandomString": randomString,
  "random:index/randomUuid:RandomUuid": randomUuid,
  "random:index/randomUuid4:RandomUuid4": randomUuid4,
  "random:index/randomUuid7:RandomUuid7": randomUuid7,
};

const types: Record<FieldType, object> = {
  boolean: { type: "boolean" },
  integer: { type: "integer" },
  string: { type: "string" },
  stringList: { type: "array", items: { type: "string" } },
  stringMap: { type: "object", additionalProperties: { type: "string" } },
};

/** The package's schema, which `pulumi package get-schema` and `pulumi import` ask for. */
export function packageSchema(version: string): string {
  const resources = Object.entries(kinds).map(([token, kind]) => {
    const fields = fieldsOf(kind);
    const describe = (entries: Record<string, { type: FieldType; description: string; secret?: boolean }>) =>
      Object.fromEntries(
        Object.entries(entries)
          .filter(([name]) => name !== "id")
          .map(([name, { type, description, secret }]) => [name, { ...types[type], description, secret }]),
      );
    const always = ([, field]: [string, Field]): boolean => field.required === true || field.default !== undefined;
    return [
      token,
      {
        description: kind.description,
        inputProperties: describe(fields),
        requiredInputs: Object.keys(fields).filter((name) => fields[name]!.required),
        properties: { ...describe(fields), ...describe(kind.computed) },
        required: [
          ...Object.entries(fields)
            .filter(always)
            .map(([name]) => name),
          ...Object.keys(kind.computed).filter((name) => name !== "id"),
        ],
      },
    ] as const;
  });
  return JSON.stringify({ name: "random", version, resources: Object.fromEntries(resources) });
}
