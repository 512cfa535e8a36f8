import { Command } from "commander";
import { registerClusterCommand } from "../../operations/commands/cluster";
import { ClusterError } from "../../embedded/cluster/errors";

/** The cluster's commands by themselves, for who runs them in a process (and a network) of their own. */
const program = new Command();
registerClusterCommand(program, {
  report: (message) => process.stderr.write(`${message}\n`),
  write: (text) => process.stdout.write(text),
});
program.parseAsync(["cluster", ...process.argv.slice(2)], { from: "user" }).catch((error: unknown) => {
  process.stderr.write(`${error instanceof ClusterError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
