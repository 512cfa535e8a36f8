import { expect } from "chai";
import { configurationOf } from "../../policy/generate/configuration";
import { parseStackFile, readStackFile } from "../../policy/generate/stack-file";
import { settingsOf } from "../../policy/lib/parameters";
import { defineRule, type Rule } from "../../policy/lib/rule";
import { types } from "../../policy/lib/stack";

const rule: Rule = defineRule<{ maxRatio: number }>({
  id: "test-ratio",
  title: "Ratios are small",
  severity: "low",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["ratio"],
  why: "Because.",
  fix: "Lower it.",
  appliesTo: types("test:index:Thing"),
  parameters: { maxRatio: { type: "number", description: "The largest ratio.", default: 2 } },
  check() {},
});

const parse = (text: string) => parseStackFile("policy/stacks/test.yaml", text, [rule]);

const EXEMPTION = `{rule: test-ratio, resource: web, owner: shop, reason: a big cache, expires: "2027-01-31"}`;

describe("what a stack says about the rules", () => {
  it("lowers levels, sets parameters and exempts resources", () => {
    const file = parse(`levels: dev\nparameters: {test-ratio: {maxRatio: 3}}\nexemptions: [${EXEMPTION}]`);
    expect(configurationOf(file, [rule])).to.deep.equal({
      "test-ratio": {
        enforcementLevel: "advisory",
        maxRatio: 3,
        exempt: [{ resource: "web", owner: "shop", reason: "a big cache", expires: "2027-01-31" }],
      },
    });
  });

  it("is nothing for a stack with production's levels, so that a missing configuration is the strict one", () => {
    expect(configurationOf(parse("levels: production\nparameters: {}\nexemptions: []"), [rule])).to.deep.equal({});
  });

  it("disables rules that only advise, with the reason in the file alone", () => {
    const advisory: Rule = { ...rule, id: "test-advice", levels: { dev: "disabled", production: "advisory" } };
    const text = "levels: production\nparameters: {}\nexemptions: []\ndisabled: {test-advice: limits are peaks}";
    const file = parseStackFile("policy/stacks/test.yaml", text, [rule, advisory]);
    expect(configurationOf(file, [rule, advisory])).to.deep.equal({ "test-advice": { enforcementLevel: "disabled" } });
  });

  const faults: Record<string, [string, RegExp]> = {
    "a misspelt rule": [
      "levels: dev\nparameters: {test-ration: {maxRatio: 3}}\nexemptions: []",
      /there is no rule "test-ration"; did you mean "test-ratio"\?/,
    ],
    "a misspelt parameter": [
      "levels: dev\nparameters: {test-ratio: {maxration: 3}}\nexemptions: []",
      /no parameter "maxration"; did you mean "maxRatio"\?/,
    ],
    "an exemption from a misspelt rule": [
      `levels: dev\nparameters: {}\nexemptions: [${EXEMPTION.replace("test-ratio", "test-rati")}]`,
      /there is no rule "test-rati"; did you mean "test-ratio"\?/,
    ],
    "an exemption without a reason": [
      `levels: dev\nparameters: {}\nexemptions: [${EXEMPTION.replace("a big cache", '" "')}]`,
      /an exemption needs reason/,
    ],
    "an exemption without a day": [
      `levels: dev\nparameters: {}\nexemptions: [${EXEMPTION.replace("2027-01-31", "next year")}]`,
      /"next year" is not a day such as 2027-01-31/,
    ],
    "a mandatory rule that is disabled": [
      "levels: production\nparameters: {}\nexemptions: []\ndisabled: {test-ratio: why not}",
      /test-ratio cannot be disabled, for it is mandatory here/,
    ],
    "a misspelt rule that is disabled": [
      "levels: dev\nparameters: {}\nexemptions: []\ndisabled: {test-ration: why not}",
      /there is no rule "test-ration"; did you mean "test-ratio"\?/,
    ],
    "a rule that is disabled without a reason": [
      `levels: dev\nparameters: {}\nexemptions: []\ndisabled: {test-ratio: " "}`,
      /say why/,
    ],
    "an unknown key": ["levels: dev\nparameters: {}\nexemptions: []\nlevel: dev", /Unrecognized key: "level"/],
    "an unknown level": ["levels: test\nparameters: {}\nexemptions: []", /levels/],
  };
  for (const [name, [text, message]] of Object.entries(faults)) {
    it(`is refused with ${name}`, () => expect(() => parse(text)).to.throw(message));
  }

  it("must be there, and the nearest right name is told", () => {
    expect(() => readStackFile("prodction", [rule])).to.throw(
      /no rules for the stack "prodction"; did you mean "production"\?/,
    );
  });

  it("is checked again where a pack reads it, which may be given any file", () => {
    const { faults, parameters } = settingsOf(rule, { maxration: 3, exempt: [{ resource: "web" }] });
    expect(faults.join("\n")).to.match(/did you mean "maxRatio"\?.*an exemption needs owner/s);
    expect(parameters).to.deep.equal({ maxRatio: 2 });
  });
});
