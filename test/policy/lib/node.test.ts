import { expect } from "chai";
import { asNumber, isObject, Node, Undecided } from "../../../policy/lib/node";
import { COMING_DIGEST, UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf } from "../support/facts";

const at = (value: unknown, ...keys: (string | number)[]) => nodeOf(value).at(...keys);

describe("a place in properties", () => {
  it("is written as a user would write it", () => {
    const root = new Node({}, [], { note: () => () => undefined, isSecret: () => false });
    expect(root.path).to.equal("");
    expect(root.at("spec", "containers", 0, "image").path).to.equal("spec.containers[0].image");
    expect(root.at("annotations", "example.org/team").path).to.equal('annotations["example.org/team"]');
    expect(root.at("example.org/team").path).to.equal('["example.org/team"]');
    expect(root.at("a-b", "$ref").path).to.equal("a-b.$ref");
  });

  it("has a value or none, and null is none", () => {
    expect(at({ a: 0 }, "a").exists).to.equal(true);
    for (const none of [{}, { a: null }, { a: undefined }, null, undefined, "text", 5]) {
      expect(at(none, "a").exists).to.equal(false);
      expect(at(none, "a").read()).to.equal(undefined);
      expect(at(none, "a", "b", 0).exists).to.equal(false);
    }
  });

  it("is not a property of all objects or strings", () => {
    for (const value of [{}, [], "text"]) {
      expect(at(value, "constructor").exists).to.equal(false);
      expect(at(value, "length", "x").exists).to.equal(false);
    }
    expect(at("text", 0).exists).to.equal(false);
  });

  it("is unknown below what is unknown", () => {
    expect(at({ a: UNKNOWN }, "a").isUnknown).to.equal(true);
    expect(at({ a: UNKNOWN }, "a", "b", 0).isUnknown).to.equal(true);
    expect(at({ a: "b" }, "a").isUnknown).to.equal(false);
  });

  it("may be a list or an object, and is neither where it is something else", () => {
    expect(
      nodeOf(["x", "y"])
        .items()
        .map((one) => [one.path, one.value]),
    ).to.deep.equal([
      ["value[0]", "x"],
      ["value[1]", "y"],
    ]);
    expect(
      nodeOf({ a: 1 })
        .entries()
        .map(([key, one]) => [key, one.path, one.value]),
    ).to.deep.equal([["a", "value.a", 1]]);
    for (const other of [undefined, null, "xy", 5]) {
      expect(nodeOf(other).items()).to.deep.equal([]);
      expect(nodeOf(other).entries()).to.deep.equal([]);
    }
    expect(nodeOf({ 0: "x", length: 1 }).items()).to.deep.equal([]);
    expect(nodeOf(["x"]).entries()).to.deep.equal([]);
  });

  it("is noted when it is unknown and asked for, and ends the judgement where the value is needed", () => {
    const notes: string[] = [];
    const unknown = nodeOf(UNKNOWN, "spec", notes);
    expect(unknown.items()).to.deep.equal([]);
    expect(unknown.entries()).to.deep.equal([]);
    expect(notes).to.deep.equal(["spec", "spec"]);
    for (const ask of ["read", "text", "number", "isTrue", "isFalse", "strings", "parsed"] as const)
      expect(() => unknown[ask](), ask).to.throw(Undecided, "spec is not known yet");
    expect(notes).to.have.length(9);
    nodeOf("known", "spec", notes).read();
    expect(notes).to.have.length(9);
  });

  it("is read as a string, a number or a truth value, as providers write them", () => {
    expect(nodeOf("5").text()).to.equal("5");
    expect(nodeOf(5).text()).to.equal(undefined);
    expect([5, "5", " 5 ", "", " ", "five", NaN, Infinity, true, null].map(asNumber)).to.deep.equal([
      5,
      5,
      5,
      ...Array.from({ length: 7 }, () => undefined),
    ]);
    expect(nodeOf("0x10").number()).to.equal(16);
    expect([true, "true", false, "false", "yes", 1, undefined].map((one) => nodeOf(one).isTrue())).to.deep.equal([
      true,
      true,
      ...Array.from({ length: 5 }, () => false),
    ]);
    expect([false, "false", true, "true", "no", 0, undefined].map((one) => nodeOf(one).isFalse())).to.deep.equal([
      true,
      true,
      ...Array.from({ length: 5 }, () => false),
    ]);
  });

  it("is read as the strings of a list, all of which must be known", () => {
    expect(nodeOf(["a", 5, "b"]).strings()).to.deep.equal(["a", "b"]);
    expect(() => nodeOf(["a", UNKNOWN]).strings()).to.throw(Undecided);
  });

  it("is read as JSON where it is a string of JSON", () => {
    const parsed = nodeOf('{"a": [1]}').parsed();
    expect([parsed.at("a", 0).value, parsed.at("a", 0).path]).to.deep.equal([1, "value.a[0]"]);
    expect(nodeOf("{a").parsed().value).to.equal("{a");
    expect(nodeOf({ a: 1 }).parsed().value).to.deep.equal({ a: 1 });
  });

  it("is secret where its path is", () => {
    const trace = { note: () => () => undefined, isSecret: (path: string) => path === "key.a" };
    const node = new Node({ a: 1, b: 2 }, ["key"], trace);
    expect([node.at("a").isSecret, node.at("b").isSecret]).to.deep.equal([true, false]);
  });

  it("ends in leaves: what has nothing below it, empty lists and objects aside", () => {
    const value = { a: [1, { b: null }], c: [], d: {}, e: "text" };
    expect(
      nodeOf(value)
        .leaves()
        .map(({ path, value: leaf }) => [path, leaf]),
    ).to.deep.equal([
      ["value.a[0]", 1],
      ["value.a[1].b", null],
      ["value.e", "text"],
    ]);
    expect(nodeOf(undefined).leaves()).to.have.length(1);
  });

  it("is described for a message, without secrets and without an end of it", () => {
    const secret = new Node({ a: "b" }, ["key"], { note: () => () => undefined, isSecret: (path) => path === "key" });
    expect(secret.describe()).to.equal("a secret value");
    expect(secret.at("a").describe()).to.equal('"b"');
    expect(nodeOf(undefined).describe()).to.equal("not set");
    expect(nodeOf(["a", 1]).describe()).to.equal('["a",1]');
    const key = `AKIA${"A".repeat(16)}`;
    expect(nodeOf(`key=${key}`).describe()).to.equal('"key=[secret]"');
    expect(nodeOf(`web@${COMING_DIGEST}`).describe()).to.equal('"web@<digest of the build>"');
    expect(nodeOf("x".repeat(118)).describe()).to.equal(`"${"x".repeat(118)}"`);
    expect(nodeOf("x".repeat(119)).describe()).to.equal(`"${"x".repeat(116)}...`);
  });
});

describe("objects", () => {
  it("have keys", () => {
    expect(isObject({})).to.equal(true);
    for (const other of [null, undefined, [], "text", 5]) expect(isObject(other)).to.equal(false);
  });
});
