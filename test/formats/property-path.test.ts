import { expect } from "chai";
import fc from "fast-check";
import { parsePath } from "../../formats/property-path";
import { formatPath } from "../../engine/kubernetes/property-diff";
import { readAsPulumi } from "../support/property-path-oracle";

/** How many random paths are compared; more by hand. */
const RUNS = Number(process.env.PROPERTY_PATH_RUNS ?? 5000);

const piece = fc.oneof(
  fc.constantFrom(
    "a",
    "spec",
    ".",
    "..",
    "[",
    "]",
    '"',
    "\\",
    '\\"',
    "*",
    "[*]",
    "[0]",
    "[12]",
    '["',
    '"]',
    "é",
    " ",
    "$",
  ),
  fc.constantFrom(
    '["a.b"]',
    '["a\\"b"]',
    '[""]',
    "[-1]",
    "[+1]",
    "[007]",
    "[]",
    "[ 1]",
    "[1_0]",
    "[9223372036854775807]",
  ),
  fc.constantFrom(
    "[-9223372036854775808]",
    "[9223372036854775808]",
    "[-9223372036854775809]",
    "[-0]",
    "[0x1]",
    "[1]",
    "][",
  ),
  fc.string({ maxLength: 3 }),
);
const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));

const read = (text: string): readonly (string | number)[] | null => {
  try {
    return parsePath(text);
  } catch (error) {
    expect((error as Error).message).to.match(/is not a property path: .+\. Write it as in /s);
    return null;
  }
};

describe("property paths", () => {
  it("are read as Pulumi reads them", async function () {
    // The first time it is built.
    this.timeout(10 * 60_000);
    const paths = ["", "*", "a.b[0]", 'spec["\\"]O', '["a\\\\"b"]', ...fc.sample(path, RUNS)];
    const answers = await readAsPulumi(paths);
    const exact = (elements: readonly (string | number)[] | null) =>
      // Numbers of this size are not whole here; what matters is that they are indices.
      elements?.map((one) => (typeof one === "number" && !Number.isSafeInteger(one) ? "large" : one)) ?? null;
    const different = paths.filter(
      (text, index) => JSON.stringify(exact(read(text))) !== JSON.stringify(exact(answers[index]!.path)),
    );
    expect(different).to.deep.equal([]);
    expect(answers.filter(({ path: elements }) => elements !== null).length, "accepted").to.be.greaterThan(RUNS / 20);
    expect(answers.filter(({ path: elements }) => elements === null).length, "refused").to.be.greaterThan(RUNS / 20);
  });

  it("come back from the form that the plugins write", () => {
    const name = fc.string({ minLength: 1 }).filter((one) => !one.endsWith("\\") && !one.includes('\\"'));
    fc.assert(
      fc.property(fc.array(fc.oneof(name, fc.nat()), { minLength: 1 }), (elements) => {
        expect(parsePath(formatPath(elements))).to.deep.equal(elements);
      }),
    );
  });
});
