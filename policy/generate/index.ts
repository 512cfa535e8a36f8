import { PACKS, rulesOf, type PackName } from "../lib/rules";
import type { Rule } from "../lib/rule";
import { cataloguePage } from "./catalogue";
import { configurationOf } from "./configuration";
import { readStackFile, stackNames } from "./stack-file";

/** All rules, by pack. */
export function allRules(): Record<PackName, Rule[]> {
  return Object.fromEntries(PACKS.map((pack) => [pack, rulesOf(pack)])) as Record<PackName, Rule[]>;
}

/** Everything that is made from the rules, by the file it goes to: the catalogue, and each stack's configuration of the packs. */
export function generatedFiles(): Record<string, string> {
  const packs = allRules();
  const everything = Object.values(packs).flat();
  const files: Record<string, string> = { "docs/policy/catalogue.md": cataloguePage(packs) };
  for (const stack of stackNames()) {
    const settings = readStackFile(stack, everything);
    const configurations = { ...packs, all: everything };
    for (const [pack, rules] of Object.entries(configurations) as [PackName | "all", Rule[]][]) {
      files[configurationFile(stack, pack)] = JSON.stringify(configurationOf(settings, rules), undefined, 2);
    }
  }
  return files;
}

/** The file of a stack's configuration, for `--policy-pack-config`: of one pack, or of the one with all rules. */
export function configurationFile(stack: string, pack: PackName | "all" = "all"): string {
  return pack === "all" ? `policy/config/${stack}.json` : `policy/config/${stack}.${pack}.json`;
}
