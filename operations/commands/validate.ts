import { colorsFor } from "../colors";
import { validated } from "../release/bring-up";
import { placeInWords, placeOf } from "../release/place";
import { renderTable } from "../table";

/** What `validate` accepts. */
export interface ValidateOptions {
  stack: string;
  rehearse: boolean;
  json: boolean;
}

/**
 * Asks a stack that is up whether it does its work, and writes down with its release what was found.
 *
 * @throws Error when something does not
 */
export async function validate(options: ValidateOptions): Promise<void> {
  const place = await placeOf(options.stack, options.rehearse);
  const { validation, record } = await validated(place);
  if (!validation) return;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ...validation, release: record?.id }, undefined, 2)}\n`);
  } else {
    const rows = validation.findings.map((one) => [one.service, one.check, one.passed ? "pass" : "FAIL", one.evidence]);
    const title = `${placeInWords(place)}${record ? `, release ${record.id}` : ""}:`;
    process.stdout.write(
      `${colorsFor(process.stdout)("bold", title)}\n${renderTable(["SERVICE", "CHECK", "", "EVIDENCE"], rows)}\n`,
    );
  }
  const failed = validation.findings.filter((one) => !one.passed);
  if (failed.length > 0) {
    throw new Error(
      `${placeInWords(place)} does not do its work: ${failed.map((one) => `${one.service} ${one.check}`).join(", ")}.`,
    );
  }
}
