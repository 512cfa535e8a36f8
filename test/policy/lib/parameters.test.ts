import { expect } from "chai";
import { configSchema, settingsOf } from "../../../policy/lib/parameters";
import { defineRule, type Rule } from "../../../policy/lib/rule";
import { DESCRIPTION } from "../support/rules";

const rule: Rule = defineRule<{ most: number; names: string[] }>({
  ...DESCRIPTION,
  appliesTo: () => true,
  parameters: {
    most: { type: "number", description: "The most.", default: 2 },
    names: { type: "array", items: { type: "string" }, description: "Names.", default: ["web"] },
  },
  check: () => undefined,
});

const exemption = { resource: "web", owner: "shop", reason: "a test", expires: "2026-06-15" };

describe("the configuration of a rule", () => {
  it("has defaults, which only a value takes the place of", () => {
    const defaults = { most: 2, names: ["web"] };
    for (const given of [{}, undefined, null, "text", { most: undefined }, { most: null }])
      expect(settingsOf(rule, given)).to.deep.equal({ parameters: defaults, exemptions: [], faults: [] });
    expect(settingsOf(rule, { most: 0 }).parameters).to.deep.equal({ ...defaults, most: 0 });
  });

  it("has exemptions, as a list or one by itself", () => {
    for (const exempt of [[exemption], exemption])
      expect(settingsOf(rule, { exempt })).to.deep.include({ exemptions: [exemption], faults: [] });
  });

  it("is at fault where it is not understood, and holds apart from that", () => {
    const { parameters, exemptions, faults } = settingsOf(rule, {
      mots: 3,
      constructor: 1,
      most: 4,
      exempt: [exemption, { ...exemption, owner: "" }],
    });
    expect(parameters).to.deep.equal({ most: 4, names: ["web"] });
    expect(exemptions).to.deep.equal([exemption]);
    expect(faults).to.have.length(3);
    expect(faults[0]).to.equal('the rule has no parameter "mots"; did you mean "most"? It has most, names, exempt');
    expect(faults[1]).to.contain('no parameter "constructor"');
    expect(faults[2]).to.contain("an exemption needs owner, found {");
    expect(settingsOf(rule, { exept: [] }).faults.join()).to.contain('did you mean "exempt"?');
  });

  it("may say nothing but exemptions to a rule without parameters", () => {
    const plain = { ...rule, parameters: undefined };
    expect(settingsOf(plain, { exempt: [exemption] })).to.deep.equal({
      parameters: {},
      exemptions: [exemption],
      faults: [],
    });
    expect(configSchema(plain).properties).to.have.all.keys("exempt");
    expect(configSchema(rule).properties).to.have.all.keys("most", "names", "exempt");
  });
});
