import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { contextEntries } from "../../../engine/docker/context/files";
import { askBuildKit, type Answer } from "../../support/buildkit-oracle";
import { oracleCases } from "../../support/oracle";

/** Cases of a usual run, and their seed; ORACLE_CASES and ORACLE_SEED make more and others. */
const CASES = 1500;
const SEED = 20;
const TREES = 30;

const COMPONENTS = [
  ...["a", "b", "ab", "abc", "a.b", ".env", "keep", "node_modules", "x y", "ä", "€😀", "0", "{1}", "a{2}"],
  ...[
    "o++o",
    "(internal)",
    "a|b",
    "^x",
    "x^",
    "#x",
    "!n",
    "$",
    "[a]",
    "[",
    "]",
    "a-b",
    "\\d",
    "aa",
    "-",
    "+page.test.ts",
  ],
];

const component = fc.constantFrom(...COMPONENTS);

/** A part of a pattern between slashes. */
const glob = fc.oneof(
  { weight: 4, arbitrary: component },
  { weight: 2, arbitrary: fc.constantFrom("*", "**", "?", "*.b", "a*", "**a", "a**", ".", "..", "***", "", "*b*") },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(..."abx01*?[]^-|{}()+.$\\#! /ä😀d,:2", "**", "[a-b]", "[^a]", "\\"), { maxLength: 6 })
      .map((characters) => characters.join("")),
  },
);
const line = fc
  .record({
    before: fc.constantFrom("", "", "", " ", "\t", "\u00a0", "/", "."),
    exception: fc.constantFrom("", "", "!", "! ", "!/"),
    parts: fc.array(glob, { minLength: 1, maxLength: 3 }),
    after: fc.constantFrom("", "", "", " ", "/", "/**", "/*", "\r", "\t\r"),
  })
  .map(({ before, exception, parts, after }) => `${before}${exception}${parts.join("/")}${after}`);
const ignoreFile = fc
  .record({
    start: fc.constantFrom("", "", "", "\uFEFF", "# comment\n", " # no comment\n"),
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    end: fc.constantFrom("", "\n", "\r\n"),
  })
  .map(({ start, lines, end }) => start + lines.join("\n") + end);

/** Paths of files, below three directories at most. */
const tree = fc.uniqueArray(fc.array(component, { minLength: 1, maxLength: 4 }), { minLength: 10, maxLength: 40 });

function plant(root: string, files: readonly string[][]): void {
  for (const parts of files) {
    const file = path.join(root, ...parts);
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, "");
    } catch {
      // A file stands where a directory should, or the other way round.
    }
  }
}

describe("ignore files, compared with BuildKit's own reader, matcher and walk", () => {
  let root: string;
  before(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "ignore-oracle-")));
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  /** What we would send, in the form of the oracle. */
  function ours(context: string, ignore: string): Answer {
    const dockerfile = path.join(root, "Dockerfile");
    fs.writeFileSync(`${dockerfile}.dockerignore`, ignore);
    try {
      return { paths: contextEntries(context, dockerfile).map(({ name }) => name) };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  it("leave out the same files, whatever the patterns", async function () {
    this.timeout(300_000);
    const { cases, seed } = oracleCases(CASES, SEED);
    const contexts = fc.sample(tree, { numRuns: TREES, seed }).map((files, index) => {
      const context = path.join(root, `context-${index}`);
      plant(context, files);
      return context;
    });
    const files = fc.sample(ignoreFile, { numRuns: cases, seed });
    const questions = files.map((ignore, index) => ({ ignore, context: contexts[index % TREES] as string }));
    const answers = await askBuildKit(questions);
    let refused = 0;
    const different = questions.flatMap(({ ignore, context }, index) => {
      const expected = answers[index] as Answer;
      const found = ours(context, ignore);
      if (expected.error !== undefined) refused += 1;
      const isSame =
        expected.error === undefined
          ? found.paths?.join("\n") === (expected.paths ?? []).join("\n")
          : found.error !== undefined;
      return isSame ? [] : [{ ignore, expected, found }];
    });
    expect(different.slice(0, 5), `${different.length} of ${cases} differ`).to.deep.equal([]);
    expect(refused, "files that are refused").to.be.within(cases / 100, cases / 2);
  });
});
