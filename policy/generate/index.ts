import { PACKS, rulesOf, type PackName } from "../lib/rules";
import type { Rule } from "../lib/rule";
import { cataloguePage } from "./catalogue";
import { configurationOf } from "./configuration";
import { readStackFile, stackNames } from "./stack-file";

/** All rules, by pack. */
export function allRules(): Record<PackName, Rule[]> {
  return Object.fromEntries(PACKS.map((pack) => [pack, rulesOf(pack)])) as Record<PackName, Rule[]>;
}

/** Everything that is made from the rules, by the file it goes to: the catalogue, and each stack's configuration of each pack. */
export function generatedFiles(): Record<string, string> {
  const packs = allRules();
  const everything = Object.values(packs).flat();
  const files: Record<string, string> = { "docs/policy/catalogue.md": cataloguePage(packs) };
  for (const stack of stackNames()) {
    const settings = readStackFile(stack, everything);
    for (const pack of PACKS) {
      files[configurationFile(stack, pack)] = JSON.stringify(configurationOf(settings, packs[pack]), undefined, 2);
    }
  }
  return files;
}

/** The file of a stack's configuration of a pack, for `--policy-pack-config`. */
export function configurationFile(stack: string, pack: PackName): string {
  return `policy/config/${stack}.${pack}.json`;
}
