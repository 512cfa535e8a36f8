import { expect } from "chai";
import { any } from "../../../policy/lib/any";
import { Undecided } from "../../../policy/lib/node";
import { UNKNOWN } from "../../../policy/lib/unknown";
import { nodeOf } from "../support/facts";

describe("any", () => {
  const holds = (value: boolean | undefined): boolean => {
    if (value === undefined) throw new Undecided("somewhere");
    return value;
  };

  it("is content with one that holds, whatever is not known of the others", () => {
    expect(any([undefined, false, true], holds)).to.equal(true);
    expect(any([false], holds)).to.equal(false);
    expect(any([], holds)).to.equal(false);
  });

  it("is undecided when only what is not known could hold", () => {
    expect(() => any([false, undefined, false], holds)).to.throw(Undecided);
  });

  it("leaves a note only where it could not decide, however deep that was", () => {
    const notes: string[] = [];
    const read = (key: string, value: unknown) => () => nodeOf(value, key, notes).read() === true;
    const either = (...ways: (() => boolean)[]) => any(ways, (way) => way());
    const a = read("a", UNKNOWN);
    const b = read("b", UNKNOWN);
    expect(either(() => either(a, b), read("c", true))).to.equal(true);
    expect(notes).to.deep.equal([]);
    expect(() => either(a, read("c", false), b)).to.throw(Undecided, "a is not known yet");
    expect(notes).to.deep.equal(["a", "b"]);
  });

  it("passes other errors on", () => {
    const fail = (): boolean => {
      throw new TypeError("a mistake");
    };
    expect(() => any([1, 2], (item) => item === 2 || fail())).to.throw(TypeError);
  });
});
