import type { Rule } from "../lib/rule";
import type { StackFile } from "./stack-file";

/** The configuration of a pack for a stack, as `--policy-pack-config` takes it: what differs from the code, by rule. */
export type PackConfiguration = Record<string, Record<string, unknown>>;

/**
 * What a stack changes of a pack's rules. The code holds production's levels and the defaults of all parameters, so a stack without a
 * configuration has the strict ones.
 */
export function configurationOf(stack: StackFile, rules: readonly Rule[]): PackConfiguration {
  const configuration: PackConfiguration = {};
  for (const rule of rules) {
    const level = Object.hasOwn(stack.disabled ?? {}, rule.id) ? "disabled" : rule.levels[stack.levels];
    const exempt = stack.exemptions
      .filter((one) => one.rule === rule.id)
      .map(({ resource, owner, reason, expires }) => ({ resource, owner, reason, expires }));
    const changes = {
      ...(level !== rule.levels.production && { enforcementLevel: level }),
      ...stack.parameters[rule.id],
      ...(exempt.length > 0 && { exempt }),
    };
    if (Object.keys(changes).length > 0) configuration[rule.id] = changes;
  }
  return configuration;
}
