import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { BuildProgress, type ProgressMessage } from "../../../engine/docker/progress";
import { repositoryRoot } from "../../../embedded/paths";

/** What a real daemon sent; RUN lines: `echo "the output"`, in the failing builds also `echo "the cause" >&2; exit 7`. */
function recorded(name: string): ProgressMessage[] {
  const file = path.join(repositoryRoot, "test/recordings/docker", `${name}.jsonl`);
  const lines = fs.readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as ProgressMessage);
}

describe("progress of a build", () => {
  const steps: Record<string, string> = {
    v1: 'Step 3/3 : RUN echo "the output"',
    v2: '[3/3] RUN echo "the output"',
  };
  for (const [version, step] of Object.entries(steps)) {
    it(`shows steps and output, and knows the image at the end (${version})`, () => {
      const important: string[] = [];
      const other: string[] = [];
      const progress = new BuildProgress((line, isImportant) => (isImportant ? important : other).push(line));
      for (const message of recorded(`build-${version}`)) progress.take(message);
      expect(progress.imageId).to.match(/^sha256:[0-9a-f]{64}$/);
      expect(important).to.include(step);
      expect(other).to.include("the output");
    });

    it(`names the failing step with its last output, without colours (${version})`, () => {
      const progress = new BuildProgress(() => undefined);
      const run = (): void => recorded(`build-failure-${version}`).forEach((message) => progress.take(message));
      expect(run).to.throw(
        /^ failed at step \[?3\/3\]?,? RUN echo "the output"; echo "the cause" >&2; exit 7: exit code 7\n/,
      );
      expect(run).to.throw("The last lines of its output:\n  ");
      expect(run).to.throw("\n  the cause");
      expect(progress.imageId).to.equal(undefined);
    });
  }

  it("repeats no more than the last lines of a long output", () => {
    const progress = new BuildProgress(() => undefined);
    progress.take({ stream: "Step 1/1 : RUN long\n" });
    for (let line = 1; line <= 100; line++) progress.take({ stream: `line ${line}\n` });
    expect(() => progress.take({ error: "it failed" })).to.throw(
      /failed at step 1\/1, RUN long: it failed\n.*\n {2}line 81\n(.*\n)* {2}line 100$/,
    );
  });
});
