import { expect } from "chai";
import { DNS_LABEL, nearest, SERVICE_NAME } from "../../config/names";

describe("names", () => {
  it("of DNS are 1 to 63 small letters, digits and hyphens, with none at the ends", () => {
    for (const right of ["a", "a-b", "0a", "a".repeat(63)]) expect(right).to.match(DNS_LABEL);
    for (const wrong of ["", "-a", "a-", "A", "a_b", "a.b", "a".repeat(64), "a\n"])
      expect(wrong).to.not.match(DNS_LABEL);
  });

  it("of services begin with a letter", () => {
    expect("a0").to.match(SERVICE_NAME);
    expect("0a").to.not.match(SERVICE_NAME);
  });

  const keys = ["services", "secrets", "cluster", "debug"];
  for (const [word, near] of [
    ["servces", "services"],
    ["debgu", "debug"],
    ["Cluster", "cluster"],
    ["banana", undefined],
  ] as const) {
    it(`near to ${word}: ${near}`, () => {
      expect(nearest(word, keys)).to.equal(near);
    });
  }
});
