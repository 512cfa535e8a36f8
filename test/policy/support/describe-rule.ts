import { expect } from "chai";
import fc from "fast-check";
import { judgeResource, judgeStack, type Verdict } from "../../../policy/lib/judge";
import { isObject } from "../../../policy/lib/node";
import { settingsOf } from "../../../policy/lib/parameters";
import { carryOut, editsOf } from "../../../policy/lib/remedy";
import { isStackRule, type Rule } from "../../../policy/lib/rule";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nameOf, valueAt, type Change, type Given } from "./changes";
import { factsOf, urnOf } from "./facts";

/** One fault: what is changed in a compliant baseline, and what the rule must say then. */
export interface Mutation {
  /** What is wrong, in words. */
  name: string;
  change: Change;
  /** The baseline that is changed; the first one unless given. */
  of?: string;
  /** The path that the violation must name; that of the change unless given. */
  path?: string;
  /** A part of the message. */
  message?: string | RegExp;
  /** The resource at fault by name; the first one unless given. */
  resource?: string;
  /** Parameters of the rule. */
  parameters?: Record<string, unknown>;
  /** Nothing else may be found. */
  alone?: boolean;
}

/** What a rule must do. */
export interface Expectation {
  /** Parameters of every case that sets none of its own: for a rule that nothing can keep until it is told what is allowed. */
  parameters?: Record<string, unknown>;
  /** Compliant resources, by what they are. A rule about one resource judges each by itself. */
  baselines: Record<string, Given[]>;
  /** At least one for each clause of the rule. */
  mutations: Mutation[];
  /** What must pass although it may look like a fault: each exception of the rule. */
  allowed?: Pick<Mutation, "name" | "change" | "of" | "parameters">[];
  /** What cannot be judged in a preview: the rule must name the path that is unknown, and find nothing else. */
  unknown: Pick<Mutation, "name" | "change" | "of" | "path" | "parameters">[];
  /** Resources of other types that are close to the rule's own, and that it must leave alone. */
  ignored?: Given[];
  /** What the remediation must set again, by path, after it was taken out of a baseline. */
  remediated?: (Pick<Mutation, "name" | "change" | "of" | "parameters"> & { set: Record<string, unknown> })[];
  /** What the remediation must leave as it is, such as a property that changes only with the whole resource. */
  spared?: Pick<Mutation, "name" | "change" | "of" | "parameters">[];
}

const NOW = new Date("2026-06-15T12:00:00Z");

/** Declares the tests that every rule has, and those that it describes itself. */
export function describeRule(rule: Rule, expectation: Expectation): void {
  const [firstName = ""] = Object.keys(expectation.baselines);
  const usual = expectation.parameters;
  const baseline = (name = firstName): Given[] => {
    const found = expectation.baselines[name];
    if (!found) throw new Error(`there is no baseline "${name}"`);
    return structuredClone(found);
  };
  const changed = (change: Change, of?: string): Given[] => {
    const given = baseline(of);
    const before = JSON.stringify(given);
    change(given);
    expect(JSON.stringify(given), "the test must change its baseline").not.to.equal(before);
    return given;
  };

  describe(rule.id, () => {
    if (!isStackRule(rule) && rule.fields.includes("containers[].image")) {
      it("is asked about images that are still to be built", () => expect(rule.judgesImages).to.equal(true));
    }

    for (const name of Object.keys(expectation.baselines)) {
      it(`accepts ${name}`, () => expect(judge(rule, baseline(name), usual)).to.deep.equal(NOTHING));
    }

    for (const {
      name,
      change,
      of,
      path = change.path,
      message,
      resource,
      parameters = usual,
      alone = false,
    } of expectation.mutations) {
      it(`finds ${name}`, () => {
        const given = changed(change, of);
        const { findings } = judge(rule, given, parameters);
        const urn = urnOf(given.find((one) => nameOf(one) === (resource ?? nameOf(given[0]!)))!);
        const found = findings.find((one) => one.path === path && one.urn === urn);
        expect(found, `a violation at ${path}, among ${JSON.stringify(findings)}`).not.to.equal(undefined);
        expect(
          findings.filter((one) => one.message === found!.message),
          "the same violation again",
        ).to.have.length(1);
        if (alone) expect(findings).to.deep.equal([found]);
        expect(found!.message).to.match(/: found .+, wanted .+\. Fix: .+/s);
        if (message !== undefined)
          expect(found!.message).to.match(message instanceof RegExp ? message : literally(message));
      });
    }

    for (const { name, change, of, parameters = usual } of expectation.allowed ?? []) {
      it(`allows ${name}`, () => expect(judge(rule, changed(change, of), parameters)).to.deep.equal(NOTHING));
    }

    for (const { name, change, of, path = change.path, parameters = usual } of expectation.unknown) {
      it(`cannot judge ${name}, and says so`, () => {
        const verdict = judge(rule, changed(change, of), parameters);
        expect(verdict.undecided.join("\n")).to.contain(`: ${path}`);
        expect(verdict.findings).to.deep.equal([]);
      });
    }

    it("is told apart from other kinds", () => {
      const others = [...(expectation.ignored ?? []), ...OTHERS.filter((one) => !rule.appliesTo(one.type))];
      for (const one of others) {
        expect(isStackRule(rule) || !rule.appliesTo(one.type), one.type).to.equal(true);
        expect(judge(rule, [one])).to.deep.equal(NOTHING);
      }
    });

    const [mutation] = expectation.mutations;
    if (mutation) {
      it("is not held against an exempt resource, as long as the exemption lasts", () => {
        const given = changed(mutation.change, mutation.of);
        const exempt = (expires: string) => ({
          ...(mutation.parameters ?? usual),
          exempt: [{ resource: "*", owner: "platform", reason: "a test", expires }],
        });
        const during = judge(rule, given, exempt("2026-06-15"));
        expect(during.findings).to.deep.equal([]);
        expect(during.exempted).not.to.deep.equal([]);
        const after = judge(rule, given, exempt("2026-06-14"));
        expect(after.findings.map(({ message }) => message).join()).to.contain("ended on 2026-06-14");
      });
    }

    it("has a configuration of its own, and refuses any other", () => {
      const names = Object.keys(rule.parameters ?? {});
      expect(settingsOf(rule, {}).faults).to.deep.equal([]);
      for (const name of names) {
        const used = expectation.mutations.some((one) => one.parameters && name in one.parameters);
        const lets = expectation.allowed?.some((one) => one.parameters && name in one.parameters);
        expect(used || lets, `a test that sets the parameter ${name}`).to.equal(true);
      }
      expect(settingsOf(rule, { nonsense: 1 }).faults.join()).to.contain('no parameter "nonsense"');
    });

    for (const { name, change, of, set, parameters = usual } of expectation.remediated ?? []) {
      it(`fixes ${name}, once and for all`, () => {
        const given = changed(change, of);
        const [first] = given;
        expect(judge(rule, given, parameters).findings).not.to.deep.equal([]);
        expect(fix(rule, first!, parameters)).to.equal(true);
        for (const [path, value] of Object.entries(set))
          expect(valueAt(first!.properties, path), path).to.deep.equal(value);
        expect(judge(rule, given, parameters)).to.deep.equal(NOTHING);
        expect(fix(rule, first!, parameters), "a second time").to.equal(false);
      });
    }

    for (const { name, change, of, parameters = usual } of expectation.spared ?? []) {
      it(`does not fix ${name}`, () => {
        const [first] = changed(change, of);
        expect(fix(rule, first!, parameters)).to.equal(false);
      });
    }

    if (!isStackRule(rule) && rule.remediate) {
      it("never overwrites what the program says", () => {
        expect(expectation.remediated, "tests of the remediation").not.to.equal(undefined);
        for (const { change, of, path = change.path ?? "", parameters = usual } of expectation.mutations) {
          const [first] = changed(change, of);
          if (valueAt(first!.properties, path) === undefined) continue;
          const before = valueAt(structuredClone(first!.properties), path);
          fix(rule, first!, parameters);
          expect(valueAt(first!.properties, path), path).to.deep.equal(before);
        }
      });
    }

    it("ends without an error, whatever the properties are", () => {
      const shapes = Object.values(expectation.baselines);
      fc.assert(
        fc.property(
          fc.constantFrom(...shapes),
          fc.infiniteStream(fc.anything(JUNK)),
          fc.integer({ min: 0 }),
          (given, junk, seed) => {
            const broken = structuredClone(given);
            for (const one of broken) one.properties = spoil(one.properties, junk, seed);
            judge(rule, broken, usual);
            for (const one of broken) fix(rule, one, usual);
          },
        ),
        { numRuns: 200 },
      );
    });
  });
}

const NOTHING: Verdict = { findings: [], undecided: [], exempted: [] };

const JUNK: fc.ObjectConstraints = {
  maxDepth: 3,
  values: [
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.constant(UNKNOWN),
  ],
};

/** Resources of all packs, each without anything that a rule could be content with. */
const OTHERS: Given[] = [
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:example.org/v1:Deployment",
  "aws:s3/bucket:Bucket",
  "docker:index/image:Image",
  "random:index/randomPassword:RandomPassword",
  "pulumi:pulumi:Stack",
  "platform:service:Service",
].map((type) => ({ type, properties: {} }));

function judge(rule: Rule, given: readonly Given[], parameters: Record<string, unknown> = {}): Verdict {
  const settings = settingsOf(rule, parameters);
  expect(settings.faults, "faults of the test's parameters").to.deep.equal([]);
  const circumstances = { settings, now: NOW };
  const facts = given.map((one) => factsOf(one, given));
  if (isStackRule(rule)) return judgeStack(rule, facts, circumstances);
  const verdicts = facts.map((one) => judgeResource(rule, one, circumstances));
  return {
    findings: verdicts.flatMap((one) => one.findings),
    undecided: verdicts.flatMap((one) => one.undecided),
    exempted: verdicts.flatMap((one) => one.exempted),
  };
}

function fix(rule: Rule, given: Given, parameters: Record<string, unknown> = {}): boolean {
  const settings = settingsOf(rule, parameters);
  // A remediation sees one resource, before its dependencies are known.
  const facts = factsOf({ ...given, dependencies: {} }, []);
  return carryOut(given.properties, editsOf(rule, facts, { settings, now: NOW }));
}

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
}

/** Puts junk in the place of parts of a value, chosen by a number. */
function spoil(value: Record<string, unknown>, junk: Iterator<unknown>, seed: number): Record<string, unknown> {
  let state = seed;
  const chance = (of: number) => (state = (state * 1103515245 + 12345) & 0x7fffffff) % of === 0;
  const walk = (part: unknown): unknown => {
    if (chance(6)) return junk.next().value;
    if (Array.isArray(part)) return part.map(walk);
    if (isObject(part)) return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item)]));
    return part;
  };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
}
