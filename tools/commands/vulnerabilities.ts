import { runSteps } from "../../operations/steps";
import { findVulnerabilities, isClean, renderVulnerabilities, type VulnerabilityReport } from "../vulnerabilities";

/** Prints the known vulnerabilities of what is built and installed; the process fails where there is one. */
export async function vulnerabilities(options: { json: boolean }): Promise<void> {
  let found: VulnerabilityReport | undefined;
  await runSteps([
    { title: "Vulnerabilities", run: async (report) => void (found = await findVulnerabilities(report)) },
  ]);
  const result = found as unknown as VulnerabilityReport;
  process.stdout.write(`${options.json ? JSON.stringify(result, undefined, 2) : renderVulnerabilities(result)}\n`);
  if (!isClean(result)) process.exitCode = 1;
}
