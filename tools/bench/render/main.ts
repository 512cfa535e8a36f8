import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseEvent } from "../../../operations/engine-events";
import { ChangeReader } from "../../../operations/preview/changes";
import { previewPage } from "../../../operations/preview/html";
import { markdownComment } from "../../../operations/preview/markdown";
import { Mask } from "../../../operations/preview/mask";
import { reportOf } from "../../../operations/preview/report";
import { previewInWords } from "../../../operations/preview/text";

/** Makes every form of a report of the events in a file, and prints how long they are. */
async function main(file: string): Promise<void> {
  const reader = new ChangeReader();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const event = parseEvent(line);
    if (event) reader.add(event);
  }
  reader.add({ summaryEvent: { result: "succeeded" } });
  // As many known secrets as a large stack has.
  const secrets = Array.from({ length: 200 }, (_, index) => `secret-value-${index}-of-the-stack`);
  const report = reportOf(reader.result(new Mask(secrets)), { stack: "bench", forecast: { kind: "none" } });
  const forms = {
    json: JSON.stringify(report),
    text: previewInWords(report, (_format, text) => text),
    comment: markdownComment(report).text,
    page: previewPage(report),
  };
  const lengths = Object.entries(forms).map(([name, { length }]) => [name, length]);
  process.stdout.write(`${JSON.stringify({ changes: report.changes.length, ...Object.fromEntries(lengths) })}\n`);
}

void main(process.argv[2] ?? "");
