import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Rule } from "./rule";

/** The packs, and the folder of rules that each one serves. */
export const PACKS = ["kubernetes", "aws", "docker", "pulumi"] as const;

/** The name of a pack. */
export type PackName = (typeof PACKS)[number];

/** The folder of all rules. */
export const RULES = join(__dirname, "../rules");

/**
 * The rules of a pack, found by reading its folder: one rule a file, the file named after the rule.
 *
 * @throws Error for a file that holds no rule, or one of another name.
 */
export function rulesOf(pack: PackName): Rule[] {
  return ruleFiles(pack).map((file) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const rule = (require(file) as { default?: Rule }).default;
    if (rule?.id !== basename(file, ".ts"))
      throw new Error(`${file} must export a rule of its own name as its default`);
    return rule;
  });
}

/** The files of a pack's rules, sorted. */
export function ruleFiles(pack: PackName): string[] {
  const folder = join(RULES, pack);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => join(folder, file));
}
