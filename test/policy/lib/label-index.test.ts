import { expect } from "chai";
import { LabelIndex, ownLabels } from "../../../policy/lib/kubernetes/label-index";
import { selectsEqual } from "../../../policy/lib/kubernetes/selector";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf, resourceOf } from "../support/facts";

type Labels = Record<string, unknown>;

/** What labels to match select among objects, by the names of these, and how many of the objects were looked at. */
function select(objects: Record<string, unknown>, wanted: Labels | undefined) {
  const resources = Object.entries(objects).map(([name, labels]) =>
    resourceOf("kubernetes:core/v1:Pod", { metadata: { labels } }, { name }),
  );
  let looks = 0;
  const index = new LabelIndex(resources, (resource) => {
    looks++;
    return ownLabels(resource);
  });
  looks = 0;
  const node = nodeOf(wanted);
  const { selected, undecided } = index.select(node, (labels) => selectsEqual(node, labels));
  return { selected: selected.map((one) => one.name), undecided: undecided.map((one) => one.name), looks };
}

describe("the index of labels", () => {
  it("selects by all labels", () => {
    const objects = { web: { app: "web", tier: "front" }, api: { app: "api", tier: "front" }, none: undefined };
    expect(select(objects, { app: "web", tier: "front" })).to.deep.include({ selected: ["web"], undecided: [] });
    expect(select(objects, undefined)).to.deep.include({ selected: ["web", "api", "none"], undecided: [] });
    expect(select(objects, { app: "shop" })).to.deep.include({ selected: [], undecided: [] });
  });

  it("takes a label without a value for none, as the provider does", () => {
    const objects = { web: { app: "web" }, none: { app: null }, other: {} };
    expect(select(objects, { app: null })).to.deep.include({ selected: ["none", "other"], undecided: [] });
  });

  it("takes what is not a string for a label that nothing asks for", () => {
    const objects = { web: { app: "web" }, odd: { app: { toString: null } }, number: { app: 1 } };
    expect(select(objects, { app: "web" })).to.deep.include({ selected: ["web"], undecided: [] });
    expect(select(objects, { app: "1" })).to.deep.include({ selected: [], undecided: [] });
  });

  it("looks only at what shares the rarest label", () => {
    const objects = {
      one: { tier: "front", app: "one" },
      two: { tier: "front", app: "two" },
      three: { tier: "front", app: "three" },
    };
    expect(select(objects, { tier: "front", app: "two" })).to.deep.equal({
      selected: ["two"],
      undecided: [],
      looks: 1,
    });
    expect(select(objects, { app: "two", tier: "front" })).to.deep.equal({
      selected: ["two"],
      undecided: [],
      looks: 1,
    });
    expect(select(objects, { tier: "back" })).to.deep.equal({ selected: [], undecided: [], looks: 0 });
  });

  it("is undecided about what it may select, and about nothing else", () => {
    const objects = {
      tier: { app: "web", tier: UNKNOWN },
      other: { app: "api", tier: UNKNOWN },
      all: UNKNOWN,
      known: { app: "web", tier: "front" },
    };
    const expected = { selected: ["known"], undecided: ["tier", "all"] };
    expect(select(objects, { app: "web", tier: "front" })).to.deep.include(expected);
    // In this order the label that is not known would be read first.
    expect(select(objects, { tier: "front", app: "web" })).to.deep.include({
      selected: ["known"],
      undecided: ["tier", "all"],
    });
  });

  it("is undecided about every object with a label of a value that it does not know", () => {
    const objects = { web: { app: "web" }, api: { app: "api" } };
    expect(select(objects, { app: UNKNOWN })).to.deep.include({ selected: [], undecided: ["web", "api"] });
  });

  it("passes other errors on", () => {
    const index = new LabelIndex([resourceOf("kubernetes:core/v1:Pod", {})], ownLabels);
    const fail = () => {
      throw new TypeError("a mistake");
    };
    expect(() => index.select(nodeOf({}), fail)).to.throw(TypeError);
  });
});
