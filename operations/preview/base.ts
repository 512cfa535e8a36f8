import * as fs from "node:fs";
import type { PreviewReport } from "./report";

/**
 * Reads the reports of the target branch.
 *
 * @param file what `platform preview --json` printed there
 * @throws Error when it is none
 */
export function readBase(file: string): Map<string, PreviewReport> {
  const wanted = `Give the file that "platform preview --json" wrote on the target branch, or leave out --against.`;
  let reports: unknown;
  try {
    reports = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}. ${wanted}`, { cause: error });
  }
  const isReport = (one: unknown): one is PreviewReport =>
    typeof one === "object" && one !== null && "stack" in one && "changes" in one;
  if (!Array.isArray(reports) || !reports.every(isReport)) throw new Error(`${file} has no previews. ${wanted}`);
  return new Map(reports.map((report) => [report.stack, report]));
}
