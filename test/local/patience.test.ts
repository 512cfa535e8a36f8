import { expect } from "chai";
import { morePatience, patience } from "../../local/patience";

describe("patience", () => {
  it("is one, unless the user has more", () => {
    expect(patience({})).to.equal(1);
    expect(patience({ PLATFORM_PATIENCE: "" })).to.equal(1);
    expect(patience({ PLATFORM_PATIENCE: "2.5" })).to.equal(2.5);
    expect(patience({ PLATFORM_PATIENCE: "100" })).to.equal(100);
  });

  it("proposes more than the user has, as far as there is more", () => {
    expect(morePatience({})).to.contain("PLATFORM_PATIENCE=5");
    expect(morePatience({ PLATFORM_PATIENCE: "4" })).to.contain("PLATFORM_PATIENCE=20");
    expect(morePatience({ PLATFORM_PATIENCE: "50" })).to.contain("PLATFORM_PATIENCE=100");
  });

  for (const text of ["0", "0.9", "-2", "100.5", "Infinity", "much", "5x"]) {
    it(`refuses "${text}" with what it takes`, () => {
      expect(() => patience({ PLATFORM_PATIENCE: text })).to.throw(
        `PLATFORM_PATIENCE is "${text}"; it takes a number from 1 to 100`,
      );
    });
  }
});
