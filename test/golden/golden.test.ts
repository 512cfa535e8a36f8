import { readFileSync } from "node:fs";
import { expect } from "chai";
import { ENVIRONMENTS } from "../../features/environment/config";
import { ALL_KINDS, goldenFile, renderedStacks } from "./golden";

describe("golden render", function () {
  this.timeout(60_000);
  let stacks: Record<string, string>;

  before(() => {
    stacks = renderedStacks();
  });

  for (const stack of [...ENVIRONMENTS, ALL_KINDS]) {
    it(`of ${stack} is what was agreed (to agree to a change: node --import tsx test/golden/golden.ts)`, () => {
      expect(stacks[stack]).to.equal(readFileSync(goldenFile(stack), "utf8"));
    });
  }
});
