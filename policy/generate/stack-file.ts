import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import YAML from "yaml";
import { z } from "zod";
import { exemptionFault } from "../lib/exemptions";
import { nearest } from "../lib/nearest";
import { settingsOf } from "../lib/parameters";
import type { Rule } from "../lib/rule";

/** The folder of the stacks' files. */
export const STACKS = join(__dirname, "../stacks");

const exemption = z.strictObject({
  rule: z.string(),
  resource: z.string(),
  owner: z.string(),
  reason: z.string(),
  expires: z.string(),
});

const schema = z.strictObject({
  /** Which of a rule's two levels holds. */
  levels: z.enum(["dev", "production"]),
  /** Parameters, by rule. */
  parameters: z.record(z.string(), z.record(z.string(), z.unknown())),
  exemptions: z.array(exemption),
  /** Rules at level advisory that are not asked at all, with the reason. */
  disabled: z.record(z.string(), z.string().trim().min(1, "say why")).optional(),
});

/** What a stack says about the rules. */
export type StackFile = z.infer<typeof schema>;

/** The stacks that have a file, sorted. */
export function stackNames(): string[] {
  return readdirSync(STACKS)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** Reads a stack's file. See `parseStackFile`. */
export function readStackFile(stack: string, rules: readonly Rule[]): StackFile {
  if (!stackNames().includes(stack)) {
    throw new Error(
      `There are no rules for the stack "${stack}"; did you mean "${nearest(stack, stackNames())}"? ` +
        `Every stack needs its file policy/stacks/<stack>.yaml. There are ${stackNames().join(", ")}.`,
    );
  }
  return parseStackFile(`policy/stacks/${stack}.yaml`, readFileSync(join(STACKS, `${stack}.yaml`), "utf8"), rules);
}

/**
 * Reads what a stack says about the rules.
 *
 * @param file its name, for messages
 * @param rules all rules there are
 * @throws Error with every fault: unknown keys, rules and parameters with the nearest right one, exemptions that say too little,
 *   disabled rules that are not advisory
 */
export function parseStackFile(file: string, text: string, rules: readonly Rule[]): StackFile {
  const parsed = schema.safeParse(YAML.parse(text));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const faults: string[] = [];
  const known = (id: string): Rule | undefined => {
    const rule = byId.get(id);
    if (!rule) faults.push(`there is no rule "${id}"; did you mean "${nearest(id, [...byId.keys()])}"?`);
    return rule;
  };
  for (const [id, parameters] of Object.entries(parsed.data.parameters)) {
    const rule = known(id);
    if (rule) faults.push(...settingsOf(rule, parameters).faults.map((fault) => `${id}: ${fault}`));
  }
  for (const one of parsed.data.exemptions) {
    known(one.rule);
    const fault = exemptionFault(one);
    if (fault !== undefined) faults.push(`exemption of ${one.resource} from ${one.rule}: ${fault}`);
  }
  for (const id of Object.keys(parsed.data.disabled ?? {})) {
    const level = known(id)?.levels[parsed.data.levels];
    if (level === undefined || level === "advisory") continue;
    faults.push(
      `${id} cannot be disabled, for it is ${level} here: only what is advisory can; exempt resources instead`,
    );
  }
  if (faults.length > 0) throw new Error(`${file}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
  return parsed.data;
}
