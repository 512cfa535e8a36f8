import { expect } from "chai";
import { holds, isSingle } from "../../../policy/lib/address";

describe("a block of addresses", () => {
  const cases: [block: string, address: string, holds: boolean][] = [
    ["10.0.0.0/8", "10.1.2.3", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["0.0.0.0/0", "169.254.169.254", true],
    ["169.254.169.254/32", "169.254.169.254", true],
    ["fd00:ec2::/32", "fd00:ec2::254", true],
    ["::/0", "fd00:ec2::254", true],
    ["::/0", "10.0.0.1", false],
    ["0.0.0.0/0", "fd00:ec2::254", false],
    ["::/0", "no address", false],
    // Not one of these is a block.
    ["10.0.0.0", "10.0.0.0", false],
    ["10.0.0.0/", "10.0.0.0", false],
    ["10.0.0.0/33", "10.0.0.0", false],
    ["::/129", "::", false],
    ["10.0.0.0/8/8", "10.0.0.0", false],
    ["10.0.0.0/-1", "10.0.0.0", false],
    ["10.0.0.0/0x8", "10.0.0.0", false],
    ["10.0.0/8", "10.0.0.0", false],
    ["any/8", "10.0.0.0", false],
  ];
  for (const [block, address, expected] of cases)
    it(`${block} ${expected ? "holds" : "does not hold"} ${address}`, () =>
      expect(holds(block, address)).to.equal(expected));

  it("is a single address when all of its bits are given", () => {
    for (const block of ["10.0.0.1/32", "fd00::1/128"]) expect(isSingle(block), block).to.equal(true);
    for (const block of ["10.0.0.0/31", "fd00::/32", "10.0.0.1", "any/32", "10.0.0.1/32/32"])
      expect(isSingle(block), block).to.equal(false);
  });
});
