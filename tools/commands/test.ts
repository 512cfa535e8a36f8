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
  const { grep } = options;
  if (files.length > 0) return runMocha(files, { grep, environment, parallel: false });
  await runMocha([...unitTests, ...engineTests], { grep, environment, parallel: true });
  // These share the cluster.
  await runMocha(acceptanceTests, { grep, environment, parallel: false });
}
