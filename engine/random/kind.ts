import type { PropertyMap, PropertyValue } from "../plugin";

/** The types that inputs and outputs have. */
export type FieldType = "boolean" | "integer" | "string" | "stringList" | "stringMap";

/** One input of a resource; its value is part of the outputs too. */
export interface Field {
  type: FieldType;
  /** @default false */
  required?: boolean;
  /** What an absent value means; it appears in the outputs, not in the inputs. */
  default?: boolean | number | string;
  /** The smallest allowed number. */
  minimum?: number;
  description: string;
}

/** One output that is generated. */
export interface Computed {
  type: FieldType;
  /** @default false */
  secret?: boolean;
  description: string;
}

/** The checked inputs with their defaults, without secrets; absent where nothing was given and there is no default. */
export type Plan = Record<string, boolean | number | string | string[] | Record<string, string> | undefined>;

/** A fault of the inputs; `property` is absent for what concerns no single one. */
export interface Fault {
  property?: string;
  reason: string;
}

/** A resource of the package. */
export interface Kind {
  description: string;
  /** `keepers` is added to every kind. */
  fields: Record<string, Field>;
  computed: Record<string, Computed>;
  /** What is wrong with inputs that are right one by one. Only called when all of them are known. */
  validate?(plan: Plan): Fault[];
  /** Fields whose default depends on another field. */
  complete?(plan: Plan): void;
  /** Draws the random values. */
  generate(plan: Plan): Generated | Promise<Generated>;
  /** Takes over a value that exists; absent for kinds that cannot know their inputs from the value. */
  adopt?: {
    /** The form of the identifier, for messages. */
    form: string;
    /** @throws Error that says what is wrong with the identifier */
    from(id: string): Adopted | Promise<Adopted>;
  };
  /** The version that the official plugin notes for its outputs' form, where it notes one. */
  schemaVersion?: string;
  /** Names of properties that the official plugin keeps under another name internally. */
  renamed?: Record<string, string>;
}

/** What was drawn; the id and the computed outputs. */
export interface Generated {
  id: string;
  outputs: Record<string, string | number | string[]>;
}

/** What an existing value says about its resource. */
export interface Adopted extends Generated {
  /** The inputs that describe the value; defaults are added. */
  inputs: PropertyMap;
}

/** The input that all kinds have. */
export const keepers: Field = {
  type: "stringMap",
  description: "Any values; when one of them changes, the resource is replaced and draws anew.",
};

/** All inputs of a kind. */
export function fieldsOf(kind: Kind): Record<string, Field> {
  return { keepers, ...kind.fields };
}

/**
 * Brings a value into the form of its type: numbers and booleans may come as text (from configuration), and what the
 * entries of `keepers` are given as becomes text.
 *
 * @returns the value, or why it is none of this type
 */
export function coerce(value: PropertyValue, field: Field): { value: PropertyValue } | { reason: string } {
  const wrong = (wanted: string): { reason: string } => ({ reason: `must be ${wanted}, got ${JSON.stringify(value)}` });
  switch (field.type) {
    case "boolean":
      if (typeof value === "boolean") return { value };
      return value === "true" || value === "false" ? { value: value === "true" } : wrong("true or false");
    case "integer": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (!Number.isSafeInteger(number)) return wrong("a whole number from -(2^53 - 1) to 2^53 - 1");
      const minimum = field.minimum ?? -Infinity;
      return (number as number) < minimum
        ? { reason: `must be at least ${minimum}, got ${number as number}` }
        : { value: number as number };
    }
    case "string":
      if (typeof value === "string") return { value };
      return typeof value === "number" || typeof value === "boolean" ? { value: String(value) } : wrong("a string");
    case "stringList":
      return Array.isArray(value) ? { value: value.map(asText) } : wrong("a list of strings");
    case "stringMap":
      if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong("a map of strings");
      return {
        value: Object.fromEntries(Object.entries(value as PropertyMap).map(([k, v]) => [k, asText(v ?? null)])),
      };
  }
}

function asText(value: PropertyValue): PropertyValue {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}
