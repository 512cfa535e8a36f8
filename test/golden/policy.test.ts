import { expect } from "chai";
import { ENVIRONMENTS } from "../../features/environment/config";
import { allRules } from "../../policy/generate";
import { UNKNOWN } from "../../policy/lib/unknown";
import { resolveConfig } from "../../config/load";
import { deployPlatform } from "../../platform";
import { set } from "../config/fault-cases";
import { TYPES } from "../support/find";
import { render } from "../support/render";
import { configSource, stackConfig } from "../support/stack";
import { ALL_KINDS, goldenResources, plainResources, type GoldenResource } from "./golden";
import { askedRules, judgements } from "./judged";
import { previewedResources } from "./previewed";

describe("the platform by its own rules", () => {
  const rules = Object.values(allRules()).flat();
  const previews: Record<string, GoldenResource[]> = {};

  before(async function () {
    this.timeout(60_000);
    for (const stack of [...ENVIRONMENTS, ALL_KINDS]) previews[stack] = await previewedResources(stack);
  });

  for (const stack of [...ENVIRONMENTS, ALL_KINDS]) {
    const asked = askedRules(stack, rules);
    const told = (resources: readonly GoldenResource[]) =>
      judgements(asked, stack, resources).flatMap(({ rule, verdict: { findings, undecided } }) => [
        ...findings.map(({ message }) => `${rule.id}: ${message}`),
        ...undecided.map((place) => `${rule.id}: undecided: ${place}`),
      ]);

    it(`breaks none in ${stack}, not even one that only advises, and leaves none undecided`, () => {
      expect(told(goldenResources(stack)).join("\n")).to.equal("");
    });

    it(`breaks none in the preview of ${stack} as a new one, and leaves none undecided`, () => {
      expect(JSON.stringify(previews[stack]), "an image that is not known").to.contain(`"image":"${UNKNOWN}"`);
      expect(told(previews[stack]!).join("\n")).to.equal("");
    });

    it(`is judged in ${stack} by rules that apply to it`, () => {
      const types = new Set(goldenResources(stack).map(({ type }) => type));
      const applying = asked.filter(({ rule: { appliesTo } }) => [...types].some(appliesTo));
      expect(applying).to.have.length.above(50);
    });

    if (stack === ALL_KINDS) continue;

    it(`breaks none in ${stack} with autoscaling either`, async () => {
      const config = stackConfig(stack);
      set("services/web/scaling", { min: 2, max: 4, cpu: "70%", memory: "80%" })(config);
      const rendering = await render(() => deployPlatform(resolveConfig(configSource(stack, config))), { stack });
      const resources = plainResources(rendering);
      expect(resources.map(({ type }) => type)).to.include(TYPES.autoscaler);
      expect(told(resources).join("\n")).to.equal("");
    });
  }
});
