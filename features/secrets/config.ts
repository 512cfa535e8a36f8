import { z } from "zod";
import type { Rule } from "../../config/draft";
import { dnsLabel, map, strict, text } from "../../config/fields";
import { CONFIG_MAP_KEY } from "../../config/names";

/** The value of one key of a Secret: given, encrypted in the stack file, or made from a template. */
const secretValue = strict({
  /** The value, set with `pulumi config set --secret`. Goes before the template. */
  value: z
    .string({ error: "allowed: a string, set with pulumi config set --secret" })
    .min(1, "allowed: not empty")
    .optional(),
  /** A string in which {generated} stands for a random password, made once and kept in the state, encrypted. */
  template: text(/\{generated\}/, "a string that contains {generated}, which stands for a random password").optional(),
});

const schema = map(
  dnsLabel(),
  map(
    text(CONFIG_MAP_KEY, "1 to 253 letters, digits, -, _ and ., not . alone and not first .."),
    secretValue,
    "a map from keys to {value} or {template}",
  ),
  "a map from names of Secrets to their keys",
).default({});

/** Secrets of the namespace, by name, with their keys. */
export const secretsFeature = { key: "secrets", schema } as const;

const secretsHaveASource: Rule = ({ config }) =>
  Object.entries(config.secrets ?? {}).flatMap(([secret, keys]) =>
    Object.entries(keys).flatMap(([key, { value, template }]) => {
      if (value !== undefined || template !== undefined) return [];
      const path = `platform:secrets.${secret}.${key}`;
      return [
        { key: path, wanted: `missing: give a template, or run: pulumi config set --secret --path ${path}.value` },
      ];
    }),
  );

export const secretsRules: readonly Rule[] = [secretsHaveASource];
