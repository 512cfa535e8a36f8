import { expect } from "chai";
import { longerTimeouts, timeoutFactor } from "../../embedded/timeouts";

describe("timeouts", () => {
  it("is one, unless the user has more", () => {
    expect(timeoutFactor({})).to.equal(1);
    expect(timeoutFactor({ PLATFORM_TIMEOUT_FACTOR: "" })).to.equal(1);
    expect(timeoutFactor({ PLATFORM_TIMEOUT_FACTOR: "2.5" })).to.equal(2.5);
    expect(timeoutFactor({ PLATFORM_TIMEOUT_FACTOR: "100" })).to.equal(100);
  });

  it("proposes more than the user has, as far as there is more", () => {
    expect(longerTimeouts({})).to.contain("PLATFORM_TIMEOUT_FACTOR=5");
    expect(longerTimeouts({ PLATFORM_TIMEOUT_FACTOR: "4" })).to.contain("PLATFORM_TIMEOUT_FACTOR=20");
    expect(longerTimeouts({ PLATFORM_TIMEOUT_FACTOR: "50" })).to.contain("PLATFORM_TIMEOUT_FACTOR=100");
  });

  for (const text of ["0", "0.9", "-2", "100.5", "Infinity", "much", "5x"]) {
    it(`refuses "${text}" with what it takes`, () => {
      expect(() => timeoutFactor({ PLATFORM_TIMEOUT_FACTOR: text })).to.throw(
        `PLATFORM_TIMEOUT_FACTOR is "${text}"; it takes a number from 1 to 100`,
      );
    });
  }
});
