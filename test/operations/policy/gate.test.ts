import { expect } from "chai";
import type { Colorize } from "../../../operations/colors";
import { readEvents } from "../../../operations/policy/events";
import { decide, type Terms } from "../../../operations/policy/gate";
import { verdictsAsJunit } from "../../../operations/policy/junit";
import { verdictsAsSarif } from "../../../operations/policy/sarif";
import { verdictsInWords } from "../../../operations/policy/table";
import { defineRule, type Level, type Rule } from "../../../policy/lib/rule";
import { types } from "../../../policy/lib/stack";

const plain: Colorize = (_format, text) => text;

const rule: Rule = defineRule({
  id: "test-blue",
  title: "Things are blue",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["Own"],
  fields: ["colour"],
  why: "Because.",
  fix: "Colors it.",
  appliesTo: types("test:index:Thing"),
  check() {},
});

const URN = "urn:pulumi:test::platform::test:index:Thing::web";
const STACK_URN = "urn:pulumi:test::platform::pulumi:pulumi:Stack::platform-test";

const line = (event: object) => JSON.stringify({ sequence: 1, timestamp: 1, ...event });

const policyEvent = (message: string, enforcementLevel: Level = "mandatory", urn = URN) =>
  line({
    policyEvent: {
      resourceUrn: urn,
      message,
      policyName: rule.id,
      policyPackName: "p",
      enforcementLevel,
      severity: "high",
    },
  });

const violated = policyEvent("Things are blue.\nweb: colour: found red, wanted blue. Fix: Colors it.");
const cannotRun = (urn = URN) =>
  policyEvent(
    "can't run policy 'test-blue' from policy pack 'p@v1' during preview: not known yet: web: colour",
    "advisory",
    urn,
  );
const step = (op: string, urn = URN) => line({ resourcePreEvent: { metadata: { op, urn } } });

const terms: Terms = {
  judged: "a test",
  settings: { levels: "production", parameters: {}, exemptions: [] },
  rules: [rule],
  undecided: "fail",
  now: new Date("2026-06-15"),
};

const judge = (lines: string[], more: Partial<Terms> = {}) =>
  decide("test", readEvents(lines.join("\n")), { ...terms, ...more });

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

  it("puts the gravest first", () => {
    const low = violated.replace('"severity":"high"', '"severity":"low"').replace("test-blue", "a-first-by-name");
    expect(judge([low, violated]).violations.map(({ severity }) => severity)).to.deep.equal(["high", "low"]);
  });
});

describe("the reports of the gate", () => {
  const verdicts = [judge([violated, cannotRun(`${URN}-2`), step("update", `${URN}-2`)])];

  it("as words: severity, level, rule, resource, message and sum", () => {
    const words = verdictsInWords(verdicts, plain);
    expect(words).to.match(/SEVERITY\s+LEVEL\s+RULE\s+RESOURCE\nhigh\s+mandatory\s+test-blue\s+web\n/);
    expect(words).to.contain("web: colour: found red, wanted blue. Fix: Colors it.");
    expect(words).to.contain("failed: 1 mandatory and 0 advisory violations, 1 undecided, 0 exemptions");
  });

  it("painted: the violated rule by its severity, what is undecided, and the sum", () => {
    const painted = verdictsInWords(verdicts, (format, text) => `<${String(format)}>${text}</>`);
    expect(painted).to.contain("<bold>Stack test</>");
    expect(painted).to.contain("<red>test-blue</>: ");
    expect(painted).to.contain("<yellow>undecided</> ");
    expect(painted).to.contain("<red>failed: 1 mandatory");
  });

  it("as SARIF: rules with severity, results with resource and level", () => {
    const { runs } = verdictsAsSarif(verdicts, [rule]) as { runs: Record<string, never>[] };
    expect(runs[0]).to.have.nested.property("tool.driver.rules[0].properties.security-severity", "8.0");
    expect(runs[0]).to.have.nested.property("results[0].ruleId", "test-blue");
    expect(runs[0]).to.have.nested.property("results[0].level", "error");
    expect(runs[0]).to.have.nested.property("results[0].locations[0].logicalLocations[0].fullyQualifiedName", URN);
    expect(runs[0]).to.have.nested.property("results.length", 2);
  });

  it("as JUnit: a case for each rule, failed with its messages", () => {
    const xml = verdictsAsJunit(verdicts, [rule]);
    expect(xml).to.match(/<testsuite name="policy of test" tests="1" failures="1"/);
    expect(xml).to.match(/<testcase classname="high" name="test-blue">\s*<failure message="web: colour: found red/);
  });
});
