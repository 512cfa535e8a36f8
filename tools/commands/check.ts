import execa from "execa";
import { repositoryRoot } from "../../embedded/paths";
import { findVulnerabilities, isClean, renderVulnerabilities } from "../vulnerabilities";
import { runMocha, unitTests } from "../mocha";

/**
 * Format, lint with zero warnings, types, known vulnerabilities of what is built and installed, and the tests that need no cluster:
 * what every commit passes.
 */
export async function check(options: { fix: boolean }): Promise<void> {
  const tools: [string, string[]][] = [
    ["prettier", [options.fix ? "--write" : "--check", "--log-level", "warn", "."]],
    ["eslint", ["--max-warnings", "0", ...(options.fix ? ["--fix"] : []), "."]],
    ["tsc", ["--project", "."]],
  ];
  for (const [tool, args] of tools) {
    process.stdout.write(`${tool} ...\n`);
    const result = await execa(tool, args, {
      cwd: repositoryRoot,
      preferLocal: true,
      stdio: "inherit",
      reject: false,
      env: { NODE_OPTIONS: "--max-old-space-size=4096" },
    });
    if (result.exitCode !== 0) throw new Error(`${tool} found something, see above.`);
  }
  process.stdout.write("known vulnerabilities ...\n");
  const found = await findVulnerabilities((message) => process.stdout.write(`${message}\n`));
  process.stdout.write(`${renderVulnerabilities(found)}\n`);
  if (!isClean(found)) throw new Error("There are known vulnerabilities, see above.");
  await runMocha(unitTests, {});
}
