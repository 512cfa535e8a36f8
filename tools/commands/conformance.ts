import { runSteps } from "../../operations/steps";
import { runSuite } from "../conformance";
import type { Case } from "../conformance/report";
import type { SelectionName } from "../conformance/selections";

/** Runs cases of Kubernetes' own end-to-end suite and prints how they ended; the process fails where one does. */
export async function conformance(name: SelectionName, options: { grep?: string }): Promise<void> {
  let cases: Case[] = [];
  const run = async (report: (line: string) => void): Promise<void> => {
    cases = await runSuite(name, options.grep, report);
  };
  await runSteps([{ title: "Conformance", run }]);
  const failed = cases.filter(({ result }) => result === "failed");
  const passed = cases.filter(({ result }) => result === "passed");
  for (const { title, reason } of failed) process.stdout.write(`failed: ${title}\n  ${reason}\n`);
  process.stdout.write(`${passed.length} passed, ${failed.length} failed.\n`);
  if (failed.length > 0 || passed.length === 0) process.exitCode = 1;
}
