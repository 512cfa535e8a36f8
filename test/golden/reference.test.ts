import { readFileSync } from "node:fs";
import { expect } from "chai";
import { REFERENCE, reference } from "./reference";

describe("the page of all configuration keys", () => {
  it("is what the schema says (to make it anew: node --import tsx test/golden/reference.ts)", async () => {
    expect(readFileSync(REFERENCE, "utf8")).to.equal(await reference());
  });

  it("says of every key what it is, what is allowed, and what holds when it is not there", async () => {
    const rows = (await reference()).split("\n").filter((line) => line.startsWith("| `platform:"));
    expect(rows).to.have.length.above(40);
    for (const row of rows) {
      const [, , what, allowed, otherwise] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
      expect(what, row).to.have.length.above(2);
      expect(allowed, row).to.have.length.above(2);
      if (!/build`|image`|version`|value`|template`|target`/.test(row)) expect(otherwise, row).to.have.length.above(0);
    }
  });
});
