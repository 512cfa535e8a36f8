import { expect } from "chai";
import type { StepMetadata } from "../../../operations/engine-events";
import { Mask } from "../../../operations/preview/mask";
import { propertyChanges } from "../../../operations/preview/properties";
import { UNKNOWN } from "../../../policy/lib/unknown";

const TYPE = "test:index:Thing";
const URN = `urn:pulumi:s::p::${TYPE}::thing`;

const state = (inputs: Record<string, unknown>, outputs = inputs) => ({ type: TYPE, urn: URN, inputs, outputs });

const step = (old: object | undefined, now: object | undefined, more: Partial<StepMetadata> = {}): StepMetadata => ({
  op: "update",
  urn: URN,
  type: TYPE,
  ...(old ? { old: state(old as Record<string, unknown>) } : {}),
  ...(now ? { new: state(now as Record<string, unknown>) } : {}),
  ...more,
});

const of = (metadata: StepMetadata) => propertyChanges(metadata, new Mask());
const paths = (metadata: StepMetadata) => of(metadata).shown.map(({ path, kind }) => `${kind} ${path}`);

describe("what differs of a resource", () => {
  it("is compared to the last property where the plugin says nothing in detail", () => {
    const changes = step({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { b: 2, c: [1] }, e: {} });
    expect(paths(changes)).to.deep.equal(["update a.b", "delete a.c[1]", "delete d", "add e"]);
  });

  it("is everything of what is new", () => {
    expect(paths(step(undefined, { a: { b: 1 }, c: "" }))).to.deep.equal(["add a.b", "add c"]);
  });

  it("is what the plugin says, with values of the inputs or the outputs as it says", () => {
    const changes = step(
      { a: 1, b: { "x.y": 1 } },
      { a: 2, b: { "x.y": 2 } },
      {
        old: state({ a: 1 }, { a: 7, b: { "x.y": 1 } }),
        detailedDiff: {
          a: { diffKind: "update", inputDiff: false },
          'b["x.y"]': { diffKind: "update-replace", inputDiff: false },
        },
      },
    );
    expect(of(changes).shown).to.deep.equal([
      {
        path: "a",
        kind: "update",
        before: { kind: "plain", text: "7" },
        after: { kind: "plain", text: "2" },
        forces: false,
      },
      {
        path: 'b["x.y"]',
        kind: "update",
        before: { kind: "plain", text: "1" },
        after: { kind: "plain", text: "2" },
        forces: true,
      },
    ]);
  });

  it("includes a secret that changes, though both look alike", () => {
    const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
    const changes = step(
      { data: marked },
      { data: marked },
      { detailedDiff: { "data.key": { diffKind: "update", inputDiff: true } } },
    );
    expect(of(changes).shown).to.deep.equal([
      { path: "data.key", kind: "update", before: { kind: "secret" }, after: { kind: "secret" }, forces: false },
    ]);
  });

  it("hides and counts what plugins keep for themselves", () => {
    const { shown, noise } = of(
      step({ __defaults: [], tagsAll: { a: 1 }, x: 1 }, { __defaults: [1], tagsAll: { a: 2 }, x: 2 }),
    );
    expect(shown.map(({ path }) => path)).to.deep.equal(["x"]);
    expect(noise).to.equal(2);
  });

  it("is certain as soon as one known value differs, or the resource is new", () => {
    expect(of(step({ a: 1, b: 1 }, { a: 2, b: UNKNOWN }))).to.include({ certain: true });
    expect(of(step({ a: 1, b: 1 }, { a: 1, b: UNKNOWN }))).to.deep.include({ certain: false, unknown: ["b"] });
    expect(of(step(undefined, { b: UNKNOWN }))).to.include({ certain: true });
  });

  it("of a replacement is certain only if what forces it is known", () => {
    const replace = (a: unknown) =>
      of(
        step(
          { a: 1, b: 1 },
          { a, b: 2 },
          {
            op: "replace",
            keys: ["a"],
            detailedDiff: {
              a: { diffKind: "update-replace", inputDiff: true },
              b: { diffKind: "update", inputDiff: true },
            },
          },
        ),
      );
    expect(replace(2).certain).to.equal(true);
    expect(replace(UNKNOWN).certain).to.equal(false);
  });
});
