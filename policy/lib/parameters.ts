import type { PolicyConfigSchema } from "@pulumi/policy";
import { EXEMPTIONS_SCHEMA, exemptionFault, type Exemption } from "./exemptions";
import { isObject } from "./node";
import type { ParameterSchema, Rule } from "./rule";
import { nearest } from "./nearest";

/** A rule's configuration in a stack, checked. */
export interface Settings {
  readonly parameters: Record<string, unknown>;
  readonly exemptions: readonly Exemption[];
  /** What is wrong with the configuration: unknown keys, exemptions that say too little. */
  readonly faults: readonly string[];
}

/** The schema of a rule's configuration, which the engine checks what it is given against. */
export function configSchema(rule: Rule): PolicyConfigSchema {
  return { properties: { ...schemasOf(rule), exempt: EXEMPTIONS_SCHEMA as unknown as ParameterSchema } };
}

/**
 * Reads a rule's configuration. Parameters that are not given have their defaults; what cannot be understood is a fault, never
 * silently left out.
 */
export function settingsOf(rule: Rule, given: unknown): Settings {
  const schemas = schemasOf(rule);
  const parameters = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, schema.default as unknown]),
  );
  const exemptions: Exemption[] = [];
  const faults: string[] = [];
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    if (name === "exempt") {
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
        const fault = exemptionFault(one);
        if (fault === undefined) exemptions.push(one as Exemption);
        else faults.push(`${fault}, found ${JSON.stringify(one)}`);
      }
    } else if (Object.hasOwn(schemas, name)) {
      if (value !== undefined && value !== null) parameters[name] = value;
    } else {
      const known = [...Object.keys(schemas), "exempt"];
      faults.push(
        `the rule has no parameter "${name}"; did you mean "${nearest(name, known)}"? It has ${known.join(", ")}`,
      );
    }
  }
  return { parameters, exemptions, faults };
}

function schemasOf(rule: Rule): Record<string, ParameterSchema> {
  return (rule.parameters ?? {}) as Record<string, ParameterSchema>;
}
