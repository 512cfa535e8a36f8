// Reads from the arguments of a command whether it will start the embedded cluster, before there is a parser of arguments or of YAML.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ASKS_NOBODY = /^--(score|export|untrusted)(=|$)/;
const CLUSTER = ["start", "reset", "images"];

/**
 * Whether a command starts the embedded cluster. Says no where it cannot tell: the command itself finds out then, with the whole
 * configuration.
 *
 * @param args as they stand after `platform`
 * @param root the top of the source tree
 */
export function startsEmbeddedCluster(args, root) {
  if (asksForHelp(args)) return false;
  const [command, ...rest] = args;
  if (command === "cluster") return CLUSTER.includes(rest[0]);
  if (command === "up") return rest.includes("--rehearse") || isOnEmbedded(stackOf(rest), root);
  if (command === "scale") return !rest.includes("--dry-run") && isOnEmbedded(stackOf(rest), root);
  // Only a preview of the stack itself asks its cluster.
  if (command === "preview") return !rest.some((arg) => ASKS_NOBODY.test(arg)) && isOnEmbedded(stackOf(rest), root);
  return command === "policy" && isOnEmbedded("dev", root);
}

/**
 * Exit code of a command that could not do its work. For `policy` 1 would say that a rule is broken, which nobody has found out then.
 *
 * @param args as they stand after `platform`
 */
export function failureCode(args) {
  return args[0] === "policy" ? 2 : 1;
}

/** Whether help is all that is asked for. */
export function asksForHelp(args) {
  return args.some((arg) => arg === "--help" || arg === "-h");
}

function stackOf(args) {
  const at = args.findIndex((arg) => /^(-s|--stack)(=|$)/.test(arg));
  if (at < 0) return "dev";
  return args[at].includes("=") ? args[at].split("=")[1] : args[at + 1];
}

/** Whether the stack's file says so in one of the two ways in which people write it. */
export function isOnEmbedded(stack, root) {
  const file = join(root, `Pulumi.${stack}.yaml`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const block = /^ *platform:target: *\n(?: +(?!kind:).*\n)*? +kind: *["']?([\w.-]+)["']? *$/m.exec(text)?.[1];
  const flow = /^ *platform:target: *\{[^}\n]*\bkind: *["']?([\w.-]+)/m.exec(text)?.[1];
  return (block ?? flow) === "embedded";
}
