import execa from "execa";
import { repositoryRoot } from "../paths";

/**
 * Breaks the clauses of rules one at a time, and runs each rule's tests on it.
 *
 * @param rules parts of the names of rules or folders; all when there is none
 * @throws Error when something that was broken is noticed by no test
 */
export async function mutate(rules: string[]): Promise<void> {
  const result = await execa(process.execPath, ["--import", "tsx", "test/policy/mutation/run.ts", ...rules], {
    cwd: repositoryRoot,
    stdio: "inherit",
    reject: false,
  });
  if (result.exitCode !== 0) throw new Error("Some clauses can be broken unnoticed, see above.");
}
