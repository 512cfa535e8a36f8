import { Secret, type PropertyMap } from "../plugin";
import { fieldsOf, type FieldType, type Kind } from "./kind";

/**
 * Adds what the official plugin notes beside the outputs, so that it can go on with this state: the version of the
 * outputs' form, and how its inner form differs from what is shown (which properties are null, lists, maps, or have another
 * name inside).
 */
export function withBookkeeping(kind: Kind, outputs: PropertyMap): PropertyMap {
  const properties: PropertyMap = {};
  const note = (name: string, type: FieldType): void => {
    if (outputs[name] === undefined) properties[name] = new Secret({ replace: { raw: null } });
    else if (type === "stringList") properties[name] = { arr: {} };
    else if (type === "stringMap") properties[name] = { map: {} };
  };
  for (const [name, { type }] of [...Object.entries(fieldsOf(kind)), ...Object.entries(kind.computed)]) {
    note(name, type);
  }
  return {
    ...outputs,
    ...(kind.schemaVersion ? { __meta: JSON.stringify({ schema_version: kind.schemaVersion }) } : {}),
    __pulumi_raw_state_delta: { obj: { ps: properties, ...(kind.renamed ? { renamed: kind.renamed } : {}) } },
  };
}
