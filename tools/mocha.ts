import execa from "execa";
import * as path from "node:path";
import { repositoryRoot } from "../embedded/paths";

/** Tests that need neither cluster nor toolchain. */
export const unitTests = [
  "test/formats/**/*.test.ts",
  "test/config/**/*.test.ts",
  "test/components/**/*.test.ts",
  "test/program/**/*.test.ts",
  "test/rendering/**/*.test.ts",
  "test/golden/**/*.test.ts",
  "test/policy/**/*.test.ts",
  "test/architecture/**/*.test.ts",
  "test/embedded/**/*.test.ts",
  "test/operations/**/*.test.ts",
  "test/tools/**/*.test.ts",
  "services/*/test/**/*.test.ts",
];

/** Tests of the engine: they start what they need of the toolchain by themselves. */
export const engineTests = ["test/engine/**/*.test.ts"];

/** Tests on the running cluster. */
export const acceptanceTests = ["test/acceptance/**/*.test.ts"];

/**
 * Runs mocha on files or patterns.
 *
 * @throws Error when a test fails
 */
export async function runMocha(
  files: string[],
  options: { grep?: string; environment?: NodeJS.ProcessEnv },
): Promise<void> {
  const mocha = path.join(repositoryRoot, "node_modules/mocha/bin/mocha.js");
  const result = await execa(
    process.execPath,
    ["--import", "tsx", mocha, ...(options.grep ? ["--grep", options.grep] : []), ...files],
    { cwd: repositoryRoot, env: options.environment, stdio: "inherit", reject: false },
  );
  if (result.exitCode !== 0) throw new Error("Some tests failed, see above.");
}
