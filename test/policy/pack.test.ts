import deserialize = require("@pulumi/policy/deserialize");
import { expect } from "chai";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { readOnce } from "../../policy/lib/crossguard";
import { policyOf } from "../../policy/lib/pack";
import { defineRule, type ResourceRule, type StackRule } from "../../policy/lib/rule";
import { types } from "../../policy/lib/stack";
import { UNKNOWN } from "../../policy/lib/unknown";
import { analyze, analyzeStack, remediate, requestAbout, urnOf } from "./support/analyzer";

const BUCKET = "test:index:Bucket";
const LOCK = "test:index:Lock";

const facts = {
  title: "Things are blue",
  severity: "high" as const,
  levels: { dev: "advisory" as const, production: "mandatory" as const },
  references: ["Own"],
  fields: ["colour"],
  why: "Because.",
  fix: "Colors it.",
  appliesTo: types(BUCKET),
};

const blue: ResourceRule = defineRule({
  ...facts,
  id: "test-blue",
  check(resource, check) {
    check.each(resource.at("parts").items(), (part) => {
      check.expect(part.at("colour"), (value) => value === "blue", "blue");
    });
  },
  remediate(resource, remedy) {
    for (const part of resource.at("parts").items()) remedy.setIfAbsent(part.at("shade"), "dark");
    remedy.setIfAbsent(resource.at("coat", "colour"), "blue");
  },
});

const locked: StackRule = defineRule({
  ...facts,
  id: "test-locked",
  checkStack(stack, check) {
    check.each(stack.where(types(BUCKET)), (bucket) => {
      if (stack.joined(bucket, types(LOCK), "bucket").length === 0) {
        check.violation(bucket, { at: "bucket", found: "no lock", wanted: "a lock" });
      }
    });
  },
});

const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });

describe("a pack, asked as the engine asks it", () => {
  const { deserializeProperties } = deserialize;
  before(readOnce);
  after(() => (deserialize.deserializeProperties = deserializeProperties));

  const policies = [policyOf(blue), policyOf(locked)];
  const bucket = (...colours: unknown[]) => ({
    type: BUCKET,
    properties: { parts: colours.map((colour) => ({ colour })), secretPart: secret({ colour: "red" }) },
  });

  it("says title, resource, path, found, wanted and fix, at the level of production", async () => {
    const [found, ...more] = await analyze(policies, bucket("blue", "red"));
    expect(more).to.deep.equal([]);
    expect(found).to.deep.include({ policyName: "test-blue", enforcementLevel: "mandatory", urn: urnOf(bucket()) });
    expect(found!.message).to.equal(
      'Things are blue.\nweb (test:index:Bucket): parts[1].colour: found "red", wanted blue. Fix: Colors it.',
    );
  });

  it("reports what it finds beside an unknown value, and the unknown value with its path", async () => {
    const found = await analyze(policies, bucket(UNKNOWN, "red"));
    expect(found.map(({ enforcementLevel }) => enforcementLevel)).to.deep.equal(["mandatory", "advisory"]);
    expect(found[0]!.message).to.contain("parts[1].colour");
    expect(found[1]!.message).to.match(
      /^can't run policy .* during preview: not known yet: web .*: parts\[0\]\.colour$/,
    );
  });

  it("never shows a secret", async () => {
    const found = await analyze(policies, bucket(secret("my-secret")));
    expect(found[0]!.message).to.contain("found a secret value");
    expect(JSON.stringify(found)).not.to.contain("my-secret");
  });

  it("joins resources whose ids are not known yet by what they depend on", async () => {
    const lock = {
      type: LOCK,
      name: "lock",
      properties: { bucket: UNKNOWN },
      dependencies: { bucket: [urnOf(bucket())] },
    };
    expect(await analyzeStack(policies, [bucket("blue"), lock])).to.deep.equal([]);
    const [found] = await analyzeStack(policies, [bucket("blue"), { ...lock, dependencies: {} }]);
    expect(found).to.deep.include({ policyName: "test-locked", urn: urnOf(bucket()) });
  });

  it("fixes at level remediate, and leaves secrets secret", async () => {
    const fixing = [{ ...policyOf(blue), enforcementLevel: "remediate" as const }];
    const fixed = await remediate(fixing, bucket(secret("my-secret")));
    expect(fixed).to.deep.include({ coat: { colour: "blue" } });
    expect(fixed!.parts).to.deep.equal([{ colour: secret("my-secret"), shade: "dark" }]);
    expect(await remediate(fixing, { type: BUCKET, properties: { coat: { colour: "red" } } })).to.equal(undefined);
    expect(await remediate(fixing, { type: BUCKET, properties: { coat: UNKNOWN } })).to.equal(undefined);
  });

  it("judges and fixes resources of the rule's types only", async () => {
    const other = { type: LOCK, properties: { parts: [{ colour: "red" }] } };
    const fixing = [{ ...policyOf(blue), enforcementLevel: "remediate" as const }];
    expect(await analyze(policies, { ...other, type: BUCKET })).to.have.length(1);
    expect(await analyze(policies, other)).to.deep.equal([]);
    expect(await remediate(fixing, { ...other, type: BUCKET })).not.to.equal(undefined);
    expect(await remediate(fixing, other)).to.equal(undefined);
  });

  it("has each remediation see what those before it have changed", async () => {
    const seen: unknown[] = [];
    /** Copies the colour of the coat to another property, if it is set. */
    const copying = (to: string): ResourceRule =>
      defineRule({
        ...facts,
        id: `test-${to}`,
        check: () => undefined,
        remediate(resource, remedy) {
          const colour = resource.at("coat", "colour");
          seen.push(resource.properties.value);
          if (colour.exists) remedy.setIfAbsent(resource.at(to), colour.read());
        },
      });
    const rules = [copying("first"), copying("second"), blue, copying("third"), copying("fourth")];
    const fixing = rules.map((rule) => ({ ...policyOf(rule), enforcementLevel: "remediate" as const }));
    const coat = { coat: { colour: "blue" } };
    const empty = { type: BUCKET, properties: {} };
    expect(await remediate(fixing, empty)).to.deep.equal({ ...coat, third: "blue", fourth: "blue" });
    // What nobody has changed is copied once.
    expect(seen[1]).to.equal(seen[0]);
    expect(seen[2]).not.to.equal(seen[1]);
    expect(await remediate(fixing.slice(0, 2), { ...empty, properties: coat })).to.deep.equal({
      ...coat,
      first: "blue",
      second: "blue",
    });
  });

  it("goes on after a rule that fails by itself, and counts that as a violation", async () => {
    const broken = defineRule({
      ...facts,
      id: "test-broken",
      check() {
        throw new Error("a fault of the rule");
      },
    });
    const found = await analyze([policyOf(broken), policyOf(blue)], bucket("red"));
    expect(found.map(({ policyName }) => policyName)).to.deep.equal(["test-broken", "test-blue"]);
    expect(found[0]!.message).to.contain("a fault of the rule").and.to.contain("pack.test.ts");
    expect(found[0]!.enforcementLevel).to.equal("mandatory");
  });

  it("says that a configuration is wrong, where its rule has something to judge", () => {
    const said = (type: string) => {
      const faults: string[] = [];
      const args = { ...bucket("blue"), type, props: {}, name: "web", urn: "urn", opts: {}, resources: [] };
      const config = { getConfig: () => ({ nonsense: 1 }) };
      for (const policy of policies) {
        const ask = "validateStack" in policy ? policy.validateStack : policy.validateResource;
        (ask as (args: object, report: (fault: string) => void) => void)({ ...args, ...config }, (one) =>
          faults.push(one),
        );
      }
      return faults;
    };
    const fault = /^The configuration of this rule is wrong: the rule has no parameter "nonsense".*\.$/;
    expect(said(BUCKET)).to.have.length(2);
    for (const one of said(BUCKET)) expect(one).to.match(fault);
    // The rule about the stack is asked once, whatever is in it.
    expect(said(LOCK)).to.have.length(1);
  });

  it("lets a remediation have properties of its own, because it changes them", () => {
    const message = requestAbout(bucket("blue")).getProperties()!;
    const read = (forRemediation: boolean) => deserialize.deserializeProperties(message, forRemediation);
    expect(read(false)).to.equal(read(false));
    expect(read(true)).not.to.equal(read(false));
    expect(read(true)).not.to.equal(read(true));
  });

  it("reads a resource once, however many rules there are", async () => {
    let reads = 0;
    const sent = bucket("blue");
    const counting = Array.from({ length: 20 }, (_, index) =>
      policyOf(
        defineRule({
          ...facts,
          id: `test-count-${index}`,
          check(resource) {
            const { value } = resource.at("parts");
            if (!seen.has(value)) reads++;
            seen.add(value);
          },
        }),
      ),
    );
    const seen = new Set<unknown>();
    await analyze(counting, sent);
    expect(reads).to.equal(1);
  });
});

describe("the definition of a rule", () => {
  const rule = { ...facts, id: "test-one", check() {} };

  it("is refused when it contradicts itself", () => {
    expect(() => defineRule({ ...rule, id: "Test_One" })).to.throw("the id must be");
    expect(() => defineRule({ ...rule, references: [] })).to.throw("there must be a reference");
    expect(() => defineRule({ ...rule, levels: { dev: "remediate", production: "mandatory" } })).to.throw(
      "needs a remediation",
    );
    expect(() => defineRule({ ...rule, levels: { dev: "mandatory", production: "advisory" } })).to.throw(
      "must not be stricter",
    );
  });
});
