import { References } from "./references";

/** Tests about the source as such: they read all of it. */
const OF_THE_SOURCE = /^test\/architecture\//;

/**
 * Tests that copy the tree and start what is in the copy: they take longer than everything else together, and what a change of one
 * component can break of them is noticed by those of the source. They are left to the whole check.
 */
const OF_A_COPY = ["test/program/alone.test.ts"];

/** What every test runs with. */
const OF_ALL =
  /^(package\.json|package-lock\.json|tsconfig\.json|\.mocharc\.json|test\/support\/(reporter|plain-output)\.cjs)$/;

/** Text for people. */
const PROSE = /\.md$/;

const CODE = /\.[cm]?[jt]s$/;

/**
 * The tests that a change can break, as far as references lead. All of them where it touches what they all run with, or a file that is
 * neither code nor prose and that no other refers to: something reads it all the same.
 *
 * @param changed paths of files that may have been deleted
 * @param tests all tests to choose from
 * @param files all files of the tree
 * @param root the top of the tree
 */
export function testsOf(
  changed: readonly string[],
  tests: readonly string[],
  { files, root }: { files: readonly string[]; root: string },
): string[] {
  if (changed.length === 0) return [];
  const references = new References(root, files);
  const isTest = new Set(tests);
  const isOpen = (file: string) => !PROSE.test(file) && !CODE.test(file) && references.isUnknown(file);
  if (changed.some((file) => OF_ALL.test(file) || isOpen(file))) return [...tests];
  const needing = references.needing(changed);
  return [...isTest].filter(
    (test) => OF_THE_SOURCE.test(test) || (needing.has(test) && (!OF_A_COPY.includes(test) || changed.includes(test))),
  );
}
