import execa from "execa";
import { repositoryRoot } from "../../embedded/paths";

/**
 * Breaks the clauses of rules and of what they share one at a time, and runs the tests of policies that are concerned.
 *
 * @param parts parts of the names of files or folders; all when there is none
 * @throws Error when something that was broken is noticed by no test
 */
export async function mutate(parts: string[]): Promise<void> {
  const result = await execa(process.execPath, ["--import", "tsx", "test/policy/mutation/run.ts", ...parts], {
    cwd: repositoryRoot,
    stdio: "inherit",
    reject: false,
  });
  if (result.exitCode !== 0) throw new Error("Some clauses can be broken unnoticed, see above.");
}
