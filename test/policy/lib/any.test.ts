import { expect } from "chai";
import { any } from "../../../policy/lib/any";
import { Undecided } from "../../../policy/lib/node";

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

  it("passes other errors on", () => {
    const fail = (): boolean => {
      throw new TypeError("a mistake");
    };
    expect(() => any([1, 2], (item) => item === 2 || fail())).to.throw(TypeError);
  });
});
