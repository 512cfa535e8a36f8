import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ENVIRONMENTS } from "../../features/environment/config";
import { allRules, configurationFile } from "../../policy/generate";
import { configurationOf, type PackConfiguration } from "../../policy/generate/configuration";
import { parseStackFile } from "../../policy/generate/stack-file";
import { judgeResource, judgeStack, type Verdict } from "../../policy/lib/judge";
import { settingsOf } from "../../policy/lib/parameters";
import type { ResourceFacts } from "../../policy/lib/resource";
import { isStackRule, type Rule } from "../../policy/lib/rule";
import { resolveConfig } from "../../config/load";
import { deployPlatform } from "../../platform";
import { set } from "../config/fault-cases";
import { TYPES } from "../support/find";
import { render } from "../support/render";
import { configSource, PROJECT, stackConfig } from "../support/stack";
import { factsOf } from "./facts";
import { ALL_KINDS, plainResources } from "./golden";

/** Day on which the exemptions of the committed configurations hold. */
const NOW = new Date("2026-12-01");

function read<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(path, "utf8")) as Shape;
}

describe("the platform by its own rules", () => {
  const rules = Object.values(allRules()).flat();

  for (const stack of [...ENVIRONMENTS, ALL_KINDS]) {
    const configuration =
      stack === ALL_KINDS
        ? settingsOfAllKinds(rules)
        : read<PackConfiguration>(join(PROJECT, configurationFile(stack)));
    const enabled = rules.filter(({ id, levels }) => {
      const level = configuration[id]?.["enforcementLevel"] ?? levels.production;
      return level !== "disabled";
    });
    const verdicts = (rule: Rule, facts: readonly ResourceFacts[]): Verdict[] => {
      const circumstances = { settings: settingsOf(rule, without(configuration[rule.id])), now: NOW };
      return isStackRule(rule)
        ? [judgeStack(rule, facts, circumstances)]
        : facts.map((one) => judgeResource(rule, one, circumstances));
    };

    const brokenBy = (facts: readonly ResourceFacts[]) =>
      enabled.flatMap((rule) =>
        verdicts(rule, facts).flatMap(({ findings, undecided }) => [
          ...findings.map(({ message }) => `${rule.id}: ${message}`),
          ...undecided.map((place) => `${rule.id}: undecided: ${place}`),
        ]),
      );

    it(`breaks none in ${stack}, not even one that only advises, and leaves none undecided`, () => {
      expect(brokenBy(factsOf(stack)).join("\n")).to.equal("");
    });

    it(`is judged in ${stack} by rules that apply to it`, () => {
      const types = new Set(factsOf(stack).map(({ type }) => type));
      const applying = enabled.filter(({ appliesTo }) => [...types].some(appliesTo));
      expect(applying).to.have.length.above(50);
    });

    if (stack === ALL_KINDS) continue;

    it(`breaks none in ${stack} with autoscaling either`, async () => {
      const config = stackConfig(stack);
      set("services/web/scaling", { min: 2, max: 4, cpu: "70%", memory: "80%" })(config);
      const rendering = await render(() => deployPlatform(resolveConfig(configSource(stack, config))), { stack });
      const resources = plainResources(rendering);
      expect(resources.map(({ type }) => type)).to.include(TYPES.autoscaler);
      expect(brokenBy(factsOf(stack, resources)).join("\n")).to.equal("");
    });
  }
});

/** What the stack with services of every kind says about the rules: production's levels. */
function settingsOfAllKinds(rules: readonly Rule[]): PackConfiguration {
  const file = "test/fixtures/kinds/policy.yaml";
  return configurationOf(parseStackFile(file, readFileSync(join(PROJECT, file), "utf8"), rules), rules);
}

/** A rule's own settings: the level is for the engine. */
function without(settings: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "enforcementLevel"));
}
