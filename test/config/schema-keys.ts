import type { z } from "zod";
import { platformSchema } from "../../config/schema";

/** A place of a stack file at which something may stand. */
export interface SchemaKey {
  /** Without `platform:`; `<name>` stands for a name that is chosen, 0 for the place in a list. */
  readonly pattern: string;
  /** What the schema says of it: several where a value may have several shapes. */
  readonly schemas: readonly z.ZodType[];
  /** keys: a map with the keys of the schema; names: a map with names of one's own; value: anything else. */
  readonly holds: "keys" | "names" | "value";
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly out?: z.ZodType;
}

/** Every place that the schema of a stack file knows. */
export function schemaKeys(): SchemaKey[] {
  const keys = new Map<string, SchemaKey>();
  const add = (pattern: string, schema: z.ZodType, holds: SchemaKey["holds"]) => {
    const known = keys.get(pattern);
    keys.set(pattern, { pattern, schemas: [...(known?.schemas ?? []), schema], holds: known?.holds ?? holds });
  };
  const walk = (whole: z.ZodType, pattern: string) => {
    const schema = unwrapped(whole);
    const { type, shape, valueType, element, options, out } = schema.def as unknown as Definition;
    const isPreprocessed = type === "pipe" && (out?.def as Definition | undefined)?.type === "object";
    const holds = type === "object" || isPreprocessed ? "keys" : type === "record" ? "names" : "value";
    if (pattern !== "") add(pattern, schema, holds);
    const below = (name: string) => (pattern === "" ? name : `${pattern}.${name}`);
    for (const [name, inner] of Object.entries(shape ?? {})) walk(inner, below(name));
    if (valueType) walk(valueType, below("<name>"));
    if (element) walk(element, below("0"));
    for (const option of options ?? []) walkInside(option, pattern);
    if (isPreprocessed) walkInside(out as z.ZodType, pattern);
  };
  // The union itself is the place, not each of its shapes.
  const walkInside = (option: z.ZodType, pattern: string) => {
    const { shape = {} } = unwrapped(option).def as unknown as Definition;
    for (const [name, inner] of Object.entries(shape)) walk(inner, `${pattern}.${name}`);
  };
  walk(platformSchema, "");
  return [...keys.values()];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const { type, innerType } = schema.def as unknown as Definition;
  return innerType && ["optional", "default", "prefault"].includes(type) ? unwrapped(innerType) : schema;
}
