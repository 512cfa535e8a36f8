import { expect } from "chai";
import { quantity } from "../../../policy/lib/kubernetes/quantity";

describe("quantities", () => {
  for (const [text, number] of Object.entries({
    "0": 0,
    "2": 2,
    "1.5": 1.5,
    ".5": 0.5,
    "1.": 1,
    "+3": 3,
    "-3": -3,
    "250m": 0.25,
    "100u": 1e-4,
    "100n": 1e-7,
    "2k": 2000,
    "3M": 3e6,
    "3G": 3e9,
    "3T": 3e12,
    "3P": 3e15,
    "3E": 3e18,
    "1Ki": 1024,
    "512Mi": 536_870_912,
    "1Gi": 1_073_741_824,
    "1Ti": 2 ** 40,
    "1Pi": 2 ** 50,
    "1Ei": 2 ** 60,
    "1e3": 1000,
    "1.5E3": 1500,
    "12e-1": 1.2,
    "1.500": 1.5,
    "0.1n": 1e-9,
    "8Ei": 2 ** 63,
  }))
    it(`reads ${text}`, () => expect(quantity(text)).to.be.closeTo(number, Math.abs(number) * 1e-12));

  it("takes numbers as they are", () => expect([quantity(0.5), quantity(4)]).to.deep.equal([0.5, 4]));

  for (const value of ["", " 1", "1 Gi", "1gi", "1K", "1mi", "Gi", "1Gi2", "0x10", "1e", "1_000", "one", "Infinity"])
    it(`takes "${value}" for no quantity`, () => expect(quantity(value)).to.equal(undefined));

  it("takes nothing else for a quantity", () => {
    for (const value of [undefined, null, true, NaN, Infinity, {}, ["1"]]) expect(quantity(value)).to.equal(undefined);
  });
});
