import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configurationFile } from "../../policy/generate";
import { configurationOf, type PackConfiguration } from "../../policy/generate/configuration";
import { parseStackFile } from "../../policy/generate/stack-file";
import { judgeComingImages, judgeResource, judgeStack, type Circumstances, type Verdict } from "../../policy/lib/judge";
import { unknownImagePlaces } from "../../policy/lib/kubernetes/built-images";
import { settingsOf } from "../../policy/lib/parameters";
import { isStackRule, type Level, type Rule } from "../../policy/lib/rule";
import { PROJECT } from "../support/stack";
import { factsOf } from "./facts";
import { ALL_KINDS, type GoldenResource } from "./golden";

/** Day on which the exemptions of the committed configurations hold. */
const NOW = new Date("2026-12-01");

/** A rule that a stack is judged by. */
export interface Asked {
  readonly rule: Rule;
  readonly level: Level;
  readonly circumstances: Circumstances;
}

/** What came of a rule. */
export interface Judged {
  readonly rule: Rule;
  readonly level: Level;
  readonly verdict: Verdict;
}

/** The rules that a stack is judged by, as its committed configuration has them. */
export function askedRules(stack: string, rules: readonly Rule[]): Asked[] {
  const configuration = stack === ALL_KINDS ? settingsOfAllKinds(rules) : committedSettings(stack);
  return rules.flatMap((rule) => {
    const { enforcementLevel, ...settings } = configuration[rule.id] ?? {};
    const level = (enforcementLevel as Level | undefined) ?? rule.levels.production;
    return level === "disabled"
      ? []
      : [{ rule, level, circumstances: { settings: settingsOf(rule, settings), now: NOW } }];
  });
}

/** What rules say of the resources of a stack, as a pack asks them: about each resource by its inputs, and about all by their outputs. */
export function judgements(asked: readonly Asked[], stack: string, resources: readonly GoldenResource[]): Judged[] {
  const inputs = factsOf(stack, resources);
  const outputs = factsOf(stack, resources, (one) => ({ ...one.inputs, ...one.outputs }));
  return asked.flatMap(({ rule, level, circumstances }): Judged[] => {
    if (isStackRule(rule)) return [{ rule, level, verdict: judgeStack(rule, outputs, circumstances) }];
    const single = inputs.map((one) => {
      const verdict = judgeResource(rule, one, circumstances);
      const later = rule.judgesImages ? unknownImagePlaces(one) : [];
      return { ...verdict, undecided: verdict.undecided.filter((place) => !later.includes(place)) };
    });
    const images = rule.judgesImages ? [judgeComingImages(rule, outputs, circumstances)] : [];
    return [...single, ...images].map((verdict) => ({ rule, level, verdict }));
  });
}

function committedSettings(stack: string): PackConfiguration {
  return JSON.parse(readFileSync(join(PROJECT, configurationFile(stack)), "utf8")) as PackConfiguration;
}

/** What the stack with services of every kind says about the rules: production's levels. */
function settingsOfAllKinds(rules: readonly Rule[]): PackConfiguration {
  const file = "test/fixtures/kinds/policy.yaml";
  return configurationOf(parseStackFile(file, readFileSync(join(PROJECT, file), "utf8"), rules), rules);
}
