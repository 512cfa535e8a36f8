import { expect } from "chai";
import type { Circumstances } from "../../../policy/lib/judge";
import { carryOut, editsOf } from "../../../policy/lib/remedy";
import { defineRule, type ResourceRule, type Rule } from "../../../policy/lib/rule";
import { UNKNOWN } from "../../../policy/lib/unknown";
import type { Given } from "../support/changes";
import { factsOf } from "../support/facts";
import { DESCRIPTION } from "../support/rules";

const SERVICE = "kubernetes:core/v1:Service";

const rule: ResourceRule = defineRule({
  ...DESCRIPTION,
  appliesTo: (type) => !type.endsWith(":Secret"),
  check: () => undefined,
  remediate(resource, remedy) {
    remedy.setIfAbsent(resource.at("metadata", "labels", "team"), "shop");
    remedy.setIfAbsent(resource.at("spec", "hostNetwork"), false);
    remedy.setIfAbsent(resource.at("spec", "template", "spec", "hostNetwork"), false);
    if (resource.at("decides").isTrue()) remedy.setIfAbsent(resource.at("more"), 1);
  },
});

const circumstances = (...exemptions: Circumstances["settings"]["exemptions"]): Circumstances => ({
  settings: { parameters: {}, exemptions, faults: [] },
  now: new Date("2026-06-15T12:00:00Z"),
});

const edits = (given: Given, of: Rule = rule, how = circumstances()) =>
  editsOf(of, factsOf(given, []), how).map(({ keys }) => keys.join("."));

const ALL = ["metadata.labels.team", "spec.hostNetwork", "spec.template.spec.hostNetwork"];

describe("what a remedy sets", () => {
  const none = (type = SERVICE): Given => ({ type, properties: {} });

  it("is what is missing, and nothing that the program states, known or not", () => {
    expect(edits(none())).to.deep.equal(ALL);
    expect(edits({ type: SERVICE, properties: { metadata: { labels: { team: "web" } } } })).to.deep.equal(ALL.slice(1));
    expect(edits({ type: SERVICE, properties: { metadata: { labels: UNKNOWN } } })).to.deep.equal(ALL.slice(1));
    expect(edits({ type: SERVICE, properties: { metadata: { labels: { team: null } } } })).to.deep.equal(ALL);
  });

  it("is what was said before a value that is not known yet", () => {
    expect(edits({ type: SERVICE, properties: { decides: true } })).to.deep.equal([...ALL, "more"]);
    expect(edits({ type: SERVICE, properties: { decides: UNKNOWN } })).to.deep.equal(ALL);
  });

  it("is nothing in other types, in a patch, or without a remedy", () => {
    expect(edits(none("kubernetes:core/v1:Secret"))).to.deep.equal([]);
    expect(edits(none("kubernetes:core/v1:ServicePatch"))).to.deep.equal([]);
    expect(edits(none(), { ...rule, remediate: undefined })).to.deep.equal([]);
    expect(edits(none(), { ...rule, checkStack: () => undefined } as Rule)).to.deep.equal([]);
  });

  it("is nothing in what is exempt, until the exemption ends", () => {
    const exemption = { resource: "web", owner: "shop", reason: "a test", expires: "2026-06-15" };
    expect(edits(none(), rule, circumstances(exemption))).to.deep.equal([]);
    expect(edits(none(), rule, circumstances({ ...exemption, resource: "api" }))).to.deep.equal(ALL);
    expect(edits(none(), rule, circumstances({ ...exemption, expires: "2026-06-14" }))).to.deep.equal(ALL);
  });

  it("is nothing in the pods of a Pod or a Job, which cannot be changed", () => {
    const [label, own] = ALL;
    expect(edits(none("kubernetes:core/v1:Pod"))).to.deep.equal([label]);
    expect(edits(none("kubernetes:batch/v1:Job"))).to.deep.equal([label, own]);
    expect(edits(none("kubernetes:apps/v1:Deployment"))).to.deep.equal(ALL);
    expect(edits(none("example:batch/v1:Job"))).to.deep.equal(ALL);
  });

  it("is not there when the remedy itself fails", () => {
    const fail = () => {
      throw new TypeError("a mistake");
    };
    expect(() => edits(none(), { ...rule, remediate: fail })).to.throw(TypeError);
  });
});

describe("carrying a remedy out", () => {
  const carried = (properties: Record<string, unknown>, ...keys: (string | number)[]) => {
    const isChanged = carryOut(properties, [{ keys, value: 1 }]);
    return [isChanged, properties];
  };

  it("makes the objects on the way", () => {
    expect(carried({}, "a")).to.deep.equal([true, { a: 1 }]);
    expect(carried({}, "a", "b", "c")).to.deep.equal([true, { a: { b: { c: 1 } } }]);
    expect(carried({ a: { x: 2 } }, "a", "b")).to.deep.equal([true, { a: { x: 2, b: 1 } }]);
    expect(carried({ a: null }, "a", "b")).to.deep.equal([true, { a: { b: 1 } }]);
  });

  it("goes through the elements of a list, and makes none", () => {
    expect(carried({ a: [{}, { x: 2 }] }, "a", 1, "b")).to.deep.equal([true, { a: [{}, { x: 2, b: 1 }] }]);
    expect(carried({ a: [] }, "a", 0, "b", "c")).to.deep.equal([false, { a: [] }]);
    expect(carried({ a: [2] }, "a", 0)).to.deep.equal([false, { a: [2] }]);
  });

  it("leaves out what lies below no object, and what lies nowhere", () => {
    expect(carried({ a: "text" }, "a", "b")).to.deep.equal([false, { a: "text" }]);
    expect(carried({ a: "text" }, "a", "b", "c", "d")).to.deep.equal([false, { a: "text" }]);
    expect(carried({})).to.deep.equal([false, {}]);
  });

  it("tells whether anything was set", () => {
    const properties = { a: "text" };
    const edits = [
      { keys: ["a", "b"], value: 1 },
      { keys: ["c"], value: 2 },
    ];
    expect(carryOut(properties, edits)).to.equal(true);
    expect(carryOut(properties, edits.slice(0, 1))).to.equal(false);
    expect(carryOut(properties, [])).to.equal(false);
    expect(properties).to.deep.equal({ a: "text", c: 2 });
  });
});
