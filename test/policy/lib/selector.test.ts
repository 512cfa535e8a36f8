import { expect } from "chai";
import { selects, selectsEqual } from "../../../policy/lib/kubernetes/selector";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf } from "../support/facts";

const noted: string[] = [];
const node = (value: unknown, key: string) => nodeOf(value, key, noted);

const selected = (selector: unknown, labels: unknown) => selects(node(selector, "selector"), node(labels, "labels"));
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

const labels = { app: "web", tier: "front" };

describe("label selectors", () => {
  beforeEach(() => (noted.length = 0));

  const cases: [string, unknown, boolean][] = [
    ["an empty selector", {}, true],
    ["no selector", undefined, false],
    ["null", null, false],
    ["what is not a selector", "app=web", false],
    ["a label", { matchLabels: { app: "web" } }, true],
    ["all labels", { matchLabels: labels }, true],
    ["a label of another value", { matchLabels: { app: "api" } }, false],
    ["one label that is there and one that is not", { matchLabels: { app: "web", zone: "a" } }, false],
    ["In", expression("app", "In", "api", "web"), true],
    ["In without the value", expression("app", "In", "api"), false],
    ["In for a missing label", expression("zone", "In", "a"), false],
    ["NotIn", expression("app", "NotIn", "api"), true],
    ["NotIn with the value", expression("app", "NotIn", "web"), false],
    ["NotIn for a missing label", expression("zone", "NotIn", "a"), true],
    ["Exists", expression("app", "Exists"), true],
    ["Exists for a missing label", expression("zone", "Exists"), false],
    ["DoesNotExist", expression("zone", "DoesNotExist"), true],
    ["DoesNotExist for a label that is there", expression("app", "DoesNotExist"), false],
    ["an operator that does not exist", expression("app", "Equals", "web"), false],
    ["labels and an expression", { matchLabels: { app: "web" }, ...expression("tier", "In", "front") }, true],
    [
      "labels and an expression that fails",
      { matchLabels: { app: "web" }, ...expression("tier", "In", "back") },
      false,
    ],
  ];
  for (const [what, selector, expected] of cases)
    it(`${expected ? "selects" : "does not select"} by ${what}`, () =>
      expect(selected(selector, labels)).to.equal(expected));

  it("selects what has no labels by an empty selector only", () => {
    expect(selected({}, undefined)).to.equal(true);
    expect(selected({ matchLabels: { app: "web" } }, undefined)).to.equal(false);
  });

  it("does not select by a label that is known to be missing, whatever is not known of the others", () => {
    const none: [unknown, unknown][] = [
      [{ matchLabels: { zone: UNKNOWN, app: "api" } }, labels],
      [{ matchLabels: { tier: UNKNOWN, zone: "a" } }, labels],
      [{ matchLabels: { tier: "front", app: "api" } }, { tier: UNKNOWN, app: "web" }],
      [{ matchLabels: { app: "api" }, matchExpressions: UNKNOWN }, labels],
    ];
    for (const [selector, of] of none) expect(selected(selector, of), JSON.stringify(selector)).to.equal(false);
    expect(noted).to.deep.equal([]);
    const two = [{ key: "tier", operator: UNKNOWN }, ...expression("app", "In", "api").matchExpressions];
    expect(selected({ matchExpressions: two }, labels)).to.equal(false);
  });

  it("takes the properties of all objects for no labels", () =>
    expect(selected(expression("constructor", "Exists"), {})).to.equal(false));

  for (const [what, selector, of, path] of [
    ["an unknown selector", UNKNOWN, labels, "selector"],
    ["unknown labels to match", { matchLabels: UNKNOWN }, labels, "selector.matchLabels"],
    ["an unknown value to match", { matchLabels: { app: UNKNOWN } }, labels, "selector.matchLabels.app"],
    ["unknown values", { matchExpressions: [{ key: "app", operator: "In", values: UNKNOWN }] }, labels, "values"],
    ["an unknown label", { matchLabels: { app: "web" } }, { app: UNKNOWN }, "labels.app"],
    ["unknown labels", { matchLabels: { app: "web" } }, UNKNOWN, "labels.app"],
    ["unknown expressions", { matchExpressions: UNKNOWN }, labels, "matchExpressions"],
  ] as const)
    it(`cannot tell by ${what}, and notes it`, () => {
      expect(() => selected(selector, of)).to.throw(Undecided);
      expect(noted.join()).to.contain(path);
    });
});

describe("selectors of Services", () => {
  const equal = (wanted: unknown, of: unknown) => selectsEqual(node(wanted, "wanted"), node(of, "labels"));

  it("select everything when they are empty", () => expect(equal({}, labels)).to.equal(true));
  it("select by equality", () => expect(equal({ app: "web" }, labels)).to.equal(true));
  it("do not select by a part", () => expect(equal({ app: "web", zone: "a" }, labels)).to.equal(false));
  it("never take a number for a string", () => expect(equal({ app: "1" }, { app: 1 })).to.equal(false));
});
