// Reads from the arguments of a command whether it will start the embedded cluster, before there is a parser of arguments.
import { asksForHelp, isOnEmbedded } from "../operations/arguments.mjs";

/**
 * Whether a command starts the embedded cluster. Says no where it cannot tell: the command itself finds out then, with the whole
 * configuration.
 *
 * @param args as they stand after `npm run`
 * @param root the top of the source tree
 */
export function startsEmbeddedCluster(args, root) {
  if (asksForHelp(args)) return false;
  const [command, ...rest] = args;
  if (command === "conformance") return true;
  if (command === "test") return !rest.includes("--unit") && isOnEmbedded("dev", root);
  return command === "bench" && !rest.includes("--list") && isOnEmbedded("dev", root);
}
