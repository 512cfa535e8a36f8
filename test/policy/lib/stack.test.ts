import { expect } from "chai";
import { groupBy, types } from "../../../policy/lib/stack";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { stackOf, urnOf } from "../support/facts";

const bucket = { name: "bucket", type: "test:index:Bucket", properties: {} };
const other = { ...bucket, name: "other" };
const lock = (name: string, of: string[]) => ({
  name,
  type: "test:index:Lock",
  properties: { bucket: UNKNOWN },
  dependencies: { bucket: of, key: ["other"] },
});

describe("a stack", () => {
  const { stack, resource } = stackOf([bucket, other, lock("one", ["bucket"]), lock("two", ["bucket"])]);
  const locks = types("test:index:Lock");
  const namesOf = (all: Iterable<{ name: string }>) => [...all].map(({ name }) => name);

  it("has resources, by URN and by type", () => {
    expect(namesOf(stack.resources)).to.deep.equal(["bucket", "other", "one", "two"]);
    expect(stack.get(urnOf(bucket))?.name).to.equal("bucket");
    expect(stack.get("urn")).to.equal(undefined);
    expect(namesOf(stack.where(locks))).to.deep.equal(["one", "two"]);
    expect(namesOf(stack.where(types()))).to.deep.equal([]);
  });

  it("joins resources by a property that depends on another", () => {
    expect(namesOf(stack.joined(resource("bucket"), locks, "bucket"))).to.deep.equal(["one", "two"]);
    expect(namesOf(stack.joined(resource("other"), locks, "bucket"))).to.deep.equal([]);
    expect(namesOf(stack.joined(resource("other"), locks, "key"))).to.deep.equal(["one", "two"]);
  });

  it("computes once what is needed again, by key and kind", () => {
    let times = 0;
    const compute = () => ++times;
    const key = {};
    expect([stack.once(key, compute), stack.once(key, compute)]).to.deep.equal([1, 1]);
    expect([stack.once(key, compute, "kind"), stack.once(key, compute, "kind")]).to.deep.equal([2, 2]);
    expect(stack.once({}, compute)).to.equal(3);
    const nothing = () => void times++;
    expect([stack.once("none", nothing), stack.once("none", nothing)]).to.deep.equal([undefined, undefined]);
    expect(times).to.equal(4);
  });

  it("groups values by each of their keys", () =>
    expect([...groupBy(["ab", "b"], (value) => value)]).to.deep.equal([
      ["a", ["ab"]],
      ["b", ["ab", "b"]],
    ]));
});
