import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hostPlatform } from "../../engine/docker/resources/image-inputs";
import { configurationFile } from "../../policy/generate";
import { configurationOf, type PackConfiguration } from "../../policy/generate/configuration";
import { parseStackFile } from "../../policy/generate/stack-file";
import { judgeComingImages, judgeResource, judgeStack, type Circumstances, type Verdict } from "../../policy/lib/judge";
import { unknownImagePlaces } from "../../policy/lib/kubernetes/built-images";
import { settingsOf } from "../../policy/lib/parameters";
import type { ResourceFacts } from "../../policy/lib/resource";
import { isStackRule, type Level, type Rule } from "../../policy/lib/rule";
import { TYPES } from "../support/find";
import { PROJECT } from "../support/stack";
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
  const inputs = factsOf(stack, resources, ({ inputs: given }) => given);
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

/** What the engine would say of the resources of a stack. */
function factsOf(
  stack: string,
  resources: readonly GoldenResource[],
  propertiesOf: (resource: GoldenResource) => Record<string, unknown>,
): ResourceFacts[] {
  const byName = new Map(resources.map((one) => [one.name, one]));
  const urnOf = ({ type, name }: GoldenResource) => `urn:pulumi:${stack}::platform-deployment::${type}::${name}`;
  return resources.map((resource) => {
    const provider = resource.provider === undefined ? undefined : byName.get(resource.provider);
    const dependencies = Object.entries(resource.propertyDependencies ?? {}).map(
      ([property, names]) => [property, names.flatMap((name) => byName.get(name) ?? []).map(urnOf)] as const,
    );
    return {
      urn: urnOf(resource),
      type: resource.type,
      name: resource.name,
      properties: completed(resource.type, propertiesOf(resource)),
      options: { protect: false, ignoreChanges: resource.ignoreChanges ?? [], parent: resource.parent },
      provider: provider && {
        type: provider.type,
        name: provider.name,
        urn: urnOf(provider),
        properties: provider.inputs,
      },
      dependencies: Object.fromEntries(dependencies),
      secrets: resource.secrets,
    };
  });
}

/** Properties as a rule sees them: after the plugin has added what the program leaves to it. */
function completed(type: string, properties: Record<string, unknown>): Record<string, unknown> {
  if (type !== TYPES.image) return properties;
  return { ...properties, build: { platform: hostPlatform(), ...(properties["build"] as object) } };
}

function committedSettings(stack: string): PackConfiguration {
  return JSON.parse(readFileSync(join(PROJECT, configurationFile(stack)), "utf8")) as PackConfiguration;
}

/** What the stack with services of every kind says about the rules: production's levels. */
function settingsOfAllKinds(rules: readonly Rule[]): PackConfiguration {
  const file = "test/fixtures/kinds/policy.yaml";
  return configurationOf(parseStackFile(file, readFileSync(join(PROJECT, file), "utf8"), rules), rules);
}
