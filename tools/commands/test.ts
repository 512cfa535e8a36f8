import { prepareTarget } from "../../operations/prepare";
import { acceptanceTests, engineTests, runMocha, unitTests } from "../mocha";

/** What `test` accepts. */
export interface TestOptions {
  /** Leave out what needs the toolchain or a cluster. */
  unit: boolean;
  /** Only tests whose title matches this regular expression. */
  grep?: string;
}

/** Runs the test suite; without `unit` it brings the embedded target up first. */
export async function test(files: string[], options: TestOptions): Promise<void> {
  if (options.unit) return runMocha(files.length > 0 ? files : unitTests, { grep: options.grep, parallel: true });
  const { environment } = await prepareTarget("dev");
  const selected = files.length > 0 ? files : [...unitTests, ...engineTests, ...acceptanceTests];
  await runMocha(selected, { grep: options.grep, environment, parallel: false });
}
