import type { z } from "zod";

/**
 * The key of one capability in a stack file, with what its value may be. What must hold beyond that, and what is made of it, is in the same
 * file of `features/`; `schema.ts`, `rules.ts` and `resolve.ts` only list them.
 */
export interface Feature<Key extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** The key behind `platform:`. */
  readonly key: Key;
  readonly schema: Schema;
}

/** Schemas of features by their keys. */
export type Shape<Features extends readonly Feature[]> = {
  [Each in Features[number] as Each["key"]]: Each["schema"];
};

/**
 * Puts the schemas of features together.
 *
 * @throws Error when two of them have the same key: the second would silently take the place of the first.
 */
export function shapeOf<const Features extends readonly Feature[]>(features: Features): Shape<Features> {
  const shape: Record<string, z.ZodType> = {};
  for (const { key, schema } of features) {
    if (Object.hasOwn(shape, key)) throw new Error(`two features have the key ${key}: give one of them another`);
    shape[key] = schema;
  }
  return shape as Shape<Features>;
}
