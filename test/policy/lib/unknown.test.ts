import * as proxy from "@pulumi/policy/proxy";
import { expect } from "chai";
import { hasUnknown, isUnknown, UNKNOWN } from "../../../policy/lib/unknown";

describe("what is not known yet", () => {
  const marks = Object.entries(proxy).filter(([name]) => /^unknown\w+Value$/.test(name));

  it("has a mark for each kind of value", () => expect(marks).to.have.length(7));
  for (const [name, mark] of marks) it(`is ${name}`, () => expect(isUnknown(mark)).to.equal(true));
  it("is found in whatever has it in it", () => {
    for (const one of [UNKNOWN, [1, UNKNOWN], { a: { b: [UNKNOWN] } }]) expect(hasUnknown(one)).to.equal(true);
    for (const other of [null, undefined, "text", 5, [], {}, { a: [null, 1] }])
      expect(hasUnknown(other)).to.equal(false);
  });
  it("is nothing else", () => {
    for (const other of ["", "unknown", 5, null, undefined, {}]) expect(isUnknown(other)).to.equal(false);
  });
});
