import { expect } from "chai";
import { EXIT_CODES } from "../../../operations/policy/exit-codes";
import { readEvents } from "../../../operations/policy/events";
import { judgementOf, notJudged } from "../../../operations/policy/gate";
import { verdictsInWords } from "../../../operations/policy/table";
import { cannotRun, judge, plain, policyEvent, rule, STACK_URN, step, terms, violated } from "./events";

describe("the gate of the rules", () => {
  it("passes what breaks no rule", () => {
    expect(judge([step("create"), "no event", "{broken"])).to.deep.include({
      passed: true,
      violations: [],
      undecided: [],
    });
  });

  it("fails on a mandatory violation, not on an advisory one", () => {
    expect(judge([violated])).to.deep.include({ passed: false });
    const advisory = judge([policyEvent("Things are blue.\nno", "advisory")]);
    expect(advisory.passed).to.equal(true);
    expect(advisory.violations).to.have.length(1);
  });

  it("fails on a mandatory rule that could not be judged, and says what is not known", () => {
    const verdict = judge([cannotRun(), step("update")]);
    expect(verdict.passed).to.equal(false);
    expect(verdict.undecided[0]?.message).to.equal("not known yet: web: colour");
    expect(judge([cannotRun(), step("update")], { undecided: "later" }).passed).to.equal(true);
  });

  it("lets an undecided rule pass that is only advisory for the stack", () => {
    const settings = { ...terms.settings, levels: "dev" as const };
    expect(judge([cannotRun(), step("update")], { settings })).to.deep.include({ passed: true, undecided: [] });
  });

  describe("takes the state for a proof", () => {
    const good = readEvents("");

    it("of a resource that would not change", () => {
      const verdict = judge([cannotRun(), step("same")], { state: good });
      expect(verdict).to.deep.include({ passed: true, undecided: [] });
      expect(verdict.proved).to.have.length(1);
    });

    it("not of one that would change", () => {
      expect(judge([cannotRun(), step("update")], { state: good }).passed).to.equal(false);
    });

    it("not when the state breaks the rule, or cannot be judged either", () => {
      expect(judge([cannotRun(), step("same")], { state: readEvents(violated) }).passed).to.equal(false);
      expect(judge([cannotRun(), step("same")], { state: readEvents(cannotRun()) }).passed).to.equal(false);
    });

    it("of the whole stack only when nothing in it would change", () => {
      expect(judge([cannotRun(STACK_URN), step("same")], { state: good }).passed).to.equal(true);
      expect(judge([cannotRun(STACK_URN), step("update")], { state: good }).passed).to.equal(false);
    });
  });

  it("lists every exemption in force, and fails on one whose time is over", () => {
    const exemption = { rule: rule.id, resource: "web", owner: "shop", reason: "a big cache", expires: "2026-06-15" };
    const settings = { ...terms.settings, exemptions: [exemption] };
    const during = judge([], { settings });
    expect(during.passed).to.equal(true);
    expect(verdictsInWords([during], plain)).to.contain(
      "exempt: web from test-blue, until 2026-06-15 (shop: a big cache)",
    );
    const after = judge([], { settings, now: new Date("2026-06-16") });
    expect(after.passed).to.equal(false);
    expect(verdictsInWords([after], plain)).to.contain("ended on 2026-06-15");
  });

  it("tells by one word, and the exit code, what is broken from what could not be judged", () => {
    const kept = judge([]);
    const broken = judge([violated, cannotRun()]);
    const undecided = judge([cannotRun()]);
    expect([kept, broken, undecided].map(({ judgement }) => judgement)).to.deep.equal(["kept", "broken", "undecided"]);
    expect(EXIT_CODES).to.deep.equal({ kept: 0, broken: 1, undecided: 2 });
    expect(judgementOf([kept, undecided])).to.equal("undecided");
    // What is certain counts before what is not.
    expect(judgementOf([kept, undecided, broken])).to.equal("broken");
    expect(judgementOf([kept, kept])).to.equal("kept");
    expect(notJudged("test", "no cluster")).to.deep.include({ judgement: "undecided", passed: false });
  });

  it("puts the gravest first", () => {
    const low = violated.replace('"severity":"high"', '"severity":"low"').replace("test-blue", "a-first-by-name");
    expect(judge([low, violated]).violations.map(({ severity }) => severity)).to.deep.equal(["high", "low"]);
  });
});
