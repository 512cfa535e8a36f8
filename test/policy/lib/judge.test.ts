import { expect } from "chai";
import { judgeResource, judgeStack, type Circumstances, type Verdict } from "../../../policy/lib/judge";
import { defineRule, type ResourceRule, type Rule, type StackRule } from "../../../policy/lib/rule";
import { types } from "../../../policy/lib/stack";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "../support/changes";
import { factsOf, urnOf } from "../support/facts";
import { DESCRIPTION } from "../support/rules";

const TYPE = "kubernetes:core/v1:Service";
const PATCH = "kubernetes:core/v1:ServicePatch";
const NOTHING: Verdict = { findings: [], undecided: [], exempted: [] };

const colour: ResourceRule = defineRule({
  ...DESCRIPTION,
  appliesTo: types(TYPE, PATCH),
  check(resource, check) {
    check.each(resource.at("parts").items(), (part) =>
      check.expect(part.at("colour"), (value) => value === "blue", "blue"),
    );
    if (!resource.at("name").exists) check.violation({ at: "name", wanted: "a name", absence: true });
    if (resource.at("age").read() === 0)
      check.violation({ at: resource.at("age"), found: "a child", wanted: "an adult", fix: "Wait." });
    if (resource.at("odd").exists) check.violation({ at: resource.at("odd"), wanted: "nothing odd" });
  },
});

const lonely: StackRule = defineRule({
  ...DESCRIPTION,
  id: "test-lonely",
  appliesTo: types(TYPE, PATCH),
  checkStack(stack, check) {
    check.each(stack.where(types(TYPE, PATCH)), (one) => {
      check.expect(one, one.at("friend"), (value) => value !== undefined, "a friend");
      if (!one.at("name").exists) check.violation(one, { at: "name", wanted: "a name", absence: true });
    });
  },
});

const circumstances = (...exemptions: Circumstances["settings"]["exemptions"]): Circumstances => ({
  settings: { parameters: {}, exemptions, faults: [] },
  now: new Date("2026-06-15T12:00:00Z"),
});

const given = (properties: Record<string, unknown>, facts: Partial<Given> = {}): Given => ({
  type: TYPE,
  properties: { name: "web", ...properties },
  ...facts,
});
const judge = (one: Given, of: Rule = colour, how = circumstances()) => judgeResource(of, factsOf(one, []), how);
const messages = ({ findings }: Verdict) => findings.map(({ message }) => message);

describe("judging a resource", () => {
  it("finds nothing in one that keeps the rule, and asks nothing of other types", () => {
    expect(judge(given({ parts: [{ colour: "blue" }] }))).to.deep.equal(NOTHING);
    expect(judge({ type: "kubernetes:core/v1:Pod", properties: {} })).to.deep.equal(NOTHING);
    expect(judge(given({}), lonely)).to.deep.equal(NOTHING);
  });

  it("says where, what there is, what there must be, and what to do", () => {
    const one = given({ parts: [{ colour: "blue" }, { colour: "red" }] });
    expect(judge(one).findings).to.deep.equal([
      {
        urn: urnOf(one),
        path: "parts[1].colour",
        message: `web (${TYPE}): parts[1].colour: found "red", wanted blue. Fix: Fix it.`,
      },
    ]);
    expect(messages(judge(given({ name: undefined })))).to.deep.equal([
      `web (${TYPE}): name: found not set, wanted a name. Fix: Fix it.`,
    ]);
    expect(messages(judge(given({ age: 0 })))).to.deep.equal([
      `web (${TYPE}): age: found a child, wanted an adult. Fix: Wait.`,
    ]);
    expect(messages(judge(given({ odd: 1 })))).to.deep.equal([
      `web (${TYPE}): odd: found 1, wanted nothing odd. Fix: Fix it.`,
    ]);
  });

  it("misses what a whole object must have, but nothing that a patch leaves out", () => {
    expect(messages(judge(given({ name: undefined, parts: [{}] })))).to.have.length(2);
    expect(judge(given({ name: undefined, parts: [{}] }, { type: PATCH }))).to.deep.equal(NOTHING);
    expect(messages(judge(given({ parts: [{ colour: "red" }] }, { type: PATCH })))).to.have.length(1);
    expect(messages(judge(given({ odd: 1 }, { type: PATCH })))).to.have.length(1);
  });

  it("goes on beside what is not known yet, and names it", () => {
    const verdict = judge(given({ age: UNKNOWN, parts: [{ colour: UNKNOWN }, UNKNOWN, { colour: "red" }] }));
    expect(verdict.findings.map(({ path }) => path)).to.deep.equal(["parts[2].colour"]);
    expect(verdict.undecided).to.deep.equal([
      `web (${TYPE}): parts[0].colour`,
      `web (${TYPE}): parts[1].colour`,
      `web (${TYPE}): age`,
    ]);
  });

  it("passes a fault of the rule on", () => {
    const broken: ResourceRule = defineRule({
      ...DESCRIPTION,
      appliesTo: types(TYPE),
      check: () => {
        throw new TypeError("a mistake");
      },
    });
    expect(() => judge(given({}), broken)).to.throw(TypeError);
  });

  it("holds back what is exempt, until the exemption ends", () => {
    const exemption = { resource: "web", owner: "shop", reason: "a test", expires: "2026-06-15" };
    const odd = given({ odd: 1 });
    const during = judge(odd, colour, circumstances({ ...exemption, resource: "api" }, exemption));
    expect(during.findings).to.deep.equal([]);
    expect(during.exempted.map((one) => one.exemption)).to.deep.equal([exemption]);
    expect(during.exempted.map((one) => one.finding.path)).to.deep.equal(["odd"]);
    const after = judge(odd, colour, circumstances({ ...exemption, expires: "2026-06-14" }));
    expect(after.exempted).to.deep.equal([]);
    expect(messages(after)).to.deep.equal([
      `web (${TYPE}): odd: found 1, wanted nothing odd. Fix: Fix it. The exemption of shop ended on 2026-06-14.`,
    ]);
    expect(judge(odd, colour, circumstances({ ...exemption, resource: "api" })).findings).to.have.length(1);
  });
});

describe("judging a stack", () => {
  const judgeAll = (all: readonly Given[], of: Rule = lonely) =>
    judgeStack(
      of,
      all.map((one) => factsOf(one, all)),
      circumstances(),
    );
  const other: Given = { type: "kubernetes:core/v1:Pod", name: "pod", properties: {} };

  it("asks a rule about the stack only, and only where it has something to judge", () => {
    expect(judgeAll([given({ odd: 1 })], colour)).to.deep.equal(NOTHING);
    expect(judgeAll([other])).to.deep.equal(NOTHING);
    const never: StackRule = { ...lonely, checkStack: () => expect.fail("it was asked") };
    expect(judgeAll([other], never)).to.deep.equal(NOTHING);
  });

  it("says which resource is at fault", () => {
    const friendless = given({}, { name: "api" });
    const verdict = judgeAll([other, given({ friend: "api" }), friendless, given({ friend: UNKNOWN }, { name: "db" })]);
    expect(verdict.findings.map(({ urn, path }) => [urn, path])).to.deep.equal([[urnOf(friendless), "friend"]]);
    expect(verdict.undecided).to.deep.equal([`db (${TYPE}): friend`]);
  });

  it("misses nothing that a patch leaves out", () => {
    expect(judgeAll([given({ name: undefined, friend: "api" })]).findings).to.have.length(1);
    expect(judgeAll([given({ name: undefined }, { type: PATCH })])).to.deep.equal(NOTHING);
  });
});
