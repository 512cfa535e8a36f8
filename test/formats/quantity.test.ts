import { expect } from "chai";
import fc from "fast-check";
import { canonicalQuantity, quantityValue } from "../../formats/quantity";

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

  it("a string that is none has no value", () => {
    for (const text of ["", "m", "1 Gi", "one", "1Zi"]) {
      expect(quantityValue(text)).to.be.NaN;
    }
  });

  // What k8s.io/apimachinery 0.35.4 makes of them, in a field that is a quantity and in a list of resources.
  const forms: [written: string, canonical: string, inThousandths?: string][] = [
    ["0.5m", "500u", "1m"],
    ["1n", "1n", "1m"],
    ["0.1n", "1n", "1m"],
    ["-0.1n", "-1n", "-1m"],
    ["1500u", "1500u", "2m"],
    ["8Ei", "9223372036854775807"],
    ["7Ei", "7Ei"],
    ["1Pi", "1Pi"],
    ["16Pi", "16Pi"],
    ["1e4", "10e3"],
    ["1e-3", "1e-3"],
    ["1e-4", "100e-6", "1e-3"],
    ["1E3", "1E3"],
    ["1000E3", "1e6"],
    ["1.500", "1.500"],
    ["1.5", "1500m"],
    ["+1Gi", "+1Gi"],
    ["01Mi", "01Mi"],
    ["1.Mi", "1.Mi"],
    ["08Mi", "8Mi"],
    ["0.5Ki", "512"],
    ["0.0005Ki", "512m"],
    ["1.1Ki", "1126400m"],
    ["1000E", "1"],
    ["1000", "1k"],
    ["12345678901234567890", "12345678901234567890"],
    ["-", "0"],
    ["Gi", "0"],
    [" 1 ", "1"],
    ["1e2147483647", "10e2147483646"],
    ["1e2147483648", "1e2147483648"],
  ];
  for (const [written, canonical, inThousandths = canonical] of forms) {
    it(`${written} is written ${canonical}, and ${inThousandths} among resources`, () => {
      expect([canonicalQuantity(written), canonicalQuantity(written, "milli")]).to.deep.equal([
        canonical,
        inThousandths,
      ]);
    });
  }

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
