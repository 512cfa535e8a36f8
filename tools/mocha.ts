import execa from "execa";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../embedded/paths";

/** Tests that need neither cluster nor toolchain. */
export const unitTests = [
  "test/formats/**/*.test.ts",
  "test/ci/**/*.test.ts",
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

/** How tests are run. */
export interface MochaOptions {
  /** Only tests whose title matches this regular expression. */
  grep?: string;
  /** The process environment of the tests (default: that of this process). */
  environment?: NodeJS.ProcessEnv;
  /** Whether files run beside each other, as those may that share nothing of the machine. */
  parallel: boolean;
}

/**
 * Runs mocha on files or patterns.
 *
 * @throws Error when a test fails
 */
export async function runMocha(files: string[], { grep, environment, parallel }: MochaOptions): Promise<void> {
  const mocha = path.join(repositoryRoot, "node_modules/mocha/bin/mocha.js");
  // By itself mocha leaves one processor to itself, and with two processors runs one file after the other.
  const beside = parallel ? ["--parallel", "--jobs", String(Math.max(2, os.availableParallelism()))] : [];
  const result = await execa(
    process.execPath,
    ["--import", "tsx", mocha, ...beside, ...(grep ? ["--grep", grep] : []), ...files],
    { cwd: repositoryRoot, env: environment, stdio: "inherit", reject: false },
  );
  if (result.exitCode !== 0) throw new Error("Some tests failed, see above.");
}
