import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { TAGGABLE_TYPES } from "../../../policy/lib/aws/tags";

const sdk = dirname(require.resolve("@pulumi/aws/package.json"));

describe("the list of types with tags", () => {
  for (const type of TAGGABLE_TYPES) {
    it(`names ${type}, which the SDK knows, with tags`, () => {
      const [, module = ""] = type.split(":");
      expect(readFileSync(join(sdk, `${module}.js`), "utf8")).to.contain(`__pulumiType = '${type}'`);
      expect(readFileSync(join(sdk, `${module}.d.ts`), "utf8")).to.match(/^\s*readonly tagsAll:/m);
    });
  }
});
