import * as fs from "node:fs";
import * as path from "node:path";
import { previewPage } from "./html";
import { markdownComment } from "./markdown";
import type { PreviewReport } from "./report";

/** Files that reports are written to; `{stack}` in a name stands for the stack's. */
export interface ReportFiles {
  /** Markdown comment. */
  readonly markdown?: string;
  /** Page for a browser. */
  readonly html?: string;
}

const STACK = "{stack}";

/**
 * The file of a stack's report.
 *
 * @param stacks all stacks of which there are reports
 * @param stack the one whose file is asked for
 * @throws Error when several reports would be written into one file
 */
export function fileFor(name: string, stacks: readonly string[], stack = stacks[0] ?? ""): string {
  if (stacks.length > 1 && !name.includes(STACK)) {
    throw new Error(
      `${name} cannot hold the reports of ${stacks.join(", ")}: write ${STACK} where the stack's name shall stand.`,
    );
  }
  return name.replaceAll(STACK, stack);
}

/**
 * Writes the files that were asked for. A comment that has not room for everything says so, and the whole of it, with the same name and
 * `.full.md` at its end, is written beside it.
 */
export function writeReports(reports: readonly PreviewReport[], { markdown, html }: ReportFiles): void {
  const stacks = reports.map(({ stack }) => stack);
  for (const report of reports) {
    if (markdown !== undefined) writeComment(report, fileFor(markdown, stacks, report.stack));
    if (html !== undefined) write(fileFor(html, stacks, report.stack), previewPage(report));
  }
}

function writeComment(report: PreviewReport, file: string): void {
  const whole = `${file.replace(/\.md$/, "")}.full.md`;
  const comment = markdownComment(report, undefined, path.basename(whole));
  write(file, comment.text);
  if (comment.left > 0) write(whole, markdownComment(report, Infinity).text);
  // One of an earlier run would be taken for that of this one.
  else fs.rmSync(whole, { force: true });
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  fs.writeFileSync(file, text);
}
