import execa from "execa";
import { repositoryRoot } from "../../embedded/paths";

/**
 * Boots a Debian 12 with systemd in a virtual machine and runs the tests of `test/machine/suites` in it, on this checkout.
 *
 * @throws Error when one of them fails, or the machine cannot be made
 */
export async function machine(): Promise<void> {
  const result = await execa(process.execPath, ["--import", "tsx", "test/machine/run.ts"], {
    cwd: repositoryRoot,
    stdio: "inherit",
    reject: false,
  });
  if (result.exitCode !== 0) throw new Error("The tests on a machine of their own did not pass, see above.");
}
