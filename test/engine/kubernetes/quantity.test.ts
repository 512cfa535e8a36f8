import { expect } from "chai";
import fc from "fast-check";
import { canonicalQuantity, quantityValue } from "../../../local/engine/kubernetes/quantity";

describe("Kubernetes quantities", () => {
  const values: [text: string, value: number][] = [
    ["250m", 0.25],
    ["2", 2],
    ["0.5", 0.5],
    ["1Ki", 1024],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["2M", 2e6],
    ["1e3", 1000],
    ["-1", -1],
    ["100n", 1e-7],
  ];
  for (const [text, value] of values) {
    it(`${text} is ${value}`, () => {
      expect(quantityValue(text)).to.equal(value);
    });
  }

  it("a text that is none has no value", () => {
    for (const text of ["", "m", "1 Gi", "one", "1Zi"]) {
      expect(quantityValue(text)).to.be.NaN;
    }
  });

  it("the canonical form of a quantity has the same value", () => {
    const suffix = fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3");
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), suffix, (amount, unit) => {
        const text = `${amount}${unit}`;
        expect(quantityValue(canonicalQuantity(text))).to.equal(quantityValue(text));
      }),
    );
  });
});
