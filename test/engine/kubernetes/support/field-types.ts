import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadKubeconfig } from "../../../../engine/kubernetes/kubeconfig";
import { Transport } from "../../../../engine/kubernetes/transport";
import { ControlPlane } from "../../../support/control-plane";

/** The part of an OpenAPI 2 schema that says what a field is. */
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

/** The types of fields by type, and the types of kinds, as engine/kubernetes/field-types.ts reads them. */
export interface FieldTypeTable {
  kinds: Record<string, string>;
  types: Record<string, Record<string, string>>;
}

/** JSON of any shape, which the server gives back as it got it. */
const UNTYPED = /\.(?:JSON|JSONSchemaProps|RawExtension|FieldsV1)$/;
/** In the core API lists of resources are rounded, and types of other groups that are such lists are not. */
const RESOURCE_LISTS = "io.k8s.api.core.";

const definitionName = (ref: string) => ref.replace("#/definitions/", "");
const shortName = (name: string) =>
  name.replace(/^io\.k8s\.(?:api\.|(?:apimachinery|kube-aggregator|apiextensions-apiserver)\.pkg\.apis\.)/, "");

/**
 * Reads from an API server's OpenAPI document (`/openapi/v2`) what the fields of its kinds are.
 *
 * @param definitions The document's definitions.
 */
export function fieldTypesFrom(definitions: Record<string, Schema>): FieldTypeTable {
  const found = new Set<string>();

  function typeOf(schema: Schema, owner: string): string | undefined {
    if (schema.$ref !== undefined) {
      const name = definitionName(schema.$ref);
      if (name.endsWith(".resource.Quantity")) return "quantity";
      if (UNTYPED.test(name) || definitions[name]?.properties === undefined) return undefined;
      found.add(name);
      return shortName(name);
    }
    if (schema.format === "byte") return "bytes";
    if (schema.type === "array") return `[]${typeOf(schema.items ?? {}, owner) ?? ""}`;
    if (schema.type !== "object" || schema.additionalProperties === undefined) return undefined;
    const values = typeOf(schema.additionalProperties, owner) ?? "";
    return `{}${values === "quantity" && owner.startsWith(RESOURCE_LISTS) ? "resource" : values}`;
  }

  const kinds: Record<string, string> = {};
  for (const [name, { properties, ...definition }] of Object.entries(definitions)) {
    const isObject = properties?.metadata?.$ref?.endsWith(".meta.v1.ObjectMeta") ?? false;
    for (const { group, version, kind } of definition["x-kubernetes-group-version-kind"] ?? []) {
      if (isObject && name.startsWith("io.k8s.")) {
        kinds[`${group}/${version}/${kind}`] = shortName(name);
        found.add(name);
      }
    }
  }
  const types: FieldTypeTable["types"] = {};
  // Types that are found on the way are visited too.
  for (const name of found) {
    const definition = definitions[name]!;
    // What a program does not write.
    const fields = Object.entries(definition.properties ?? {}).filter(
      ([field]) => field !== "status" || definition["x-kubernetes-group-version-kind"] === undefined,
    );
    types[shortName(name)] = sorted(
      fields.flatMap(([field, schema]) => {
        const type = typeOf(schema, name);
        return type === undefined ? [] : [[field, type]];
      }),
    );
  }
  return { kinds: sorted(Object.entries(kinds)), types: sorted(Object.entries(types)) };
}

function sorted<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where the table is that the engine reads. */
export const TABLE = join(__dirname, "../../../../engine/kubernetes/field-types.json");

/** The table as an API server of the toolchain's version has it. */
export async function servedFieldTypes(): Promise<string> {
  const plane = await ControlPlane.start({ allApis: true });
  const transport = new Transport(await loadKubeconfig({ kubeconfig: plane.kubeconfig() }));
  try {
    const document = await transport.text({ method: "GET", path: "/openapi/v2" });
    const { definitions } = JSON.parse(document) as { definitions: Record<string, Schema> };
    return `${JSON.stringify(fieldTypesFrom(definitions), undefined, 2)}\n`;
  } finally {
    transport.close();
    await plane.stop();
  }
}

if (require.main === module) {
  void servedFieldTypes().then((text) => writeFileSync(TABLE, text));
}
