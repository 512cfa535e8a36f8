// Installs the npm packages that the lock file names, once for all commands of a clone. Plain JavaScript without a dependency, for the
// entry.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, giveToOwner, otherOwner } from "./ownership.mjs";

/**
 * Makes node_modules what package-lock.json says. Commands that find it missing at the same time wait for the first one.
 *
 * @param root the top of the source tree
 * @throws Error when npm fails
 */
export async function ensurePackages(root) {
  if (isInstalled(root)) return;
  await alone(root, async (lock) => {
    if (!isInstalled(root)) await install(root, lock);
  });
}

const stampOf = (root) => join(root, "node_modules", ".platform-packages");

/** The lock file decides what belongs into node_modules, so its hash says whether that is so. */
function wanted(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function isInstalled(root) {
  return existsSync(stampOf(root)) && readFileSync(stampOf(root), "utf8") === wanted(root);
}

async function install(root, lock) {
  process.stderr.write("Installing npm packages ...\n");
  const modules = join(root, "node_modules");
  const owner = otherOwner(root);
  // Root may have installed them before.
  if (owner && existsSync(modules)) giveToOwner(modules, owner);
  const target = wanted(root);
  const child = spawn("npm", ["ci", "--include=optional", "--no-progress", "--loglevel=error"], {
    cwd: root,
    // Its standard output is ours, which may be evaluated by a shell (npm run env). It holds the lock too, so that the lock lasts as
    // long as it works, whatever becomes of this process.
    stdio: ["ignore", 2, 2, lock._handle.fd],
    ...(owner && { ...owner, env: environmentOf(owner) }),
  });
  const [code, signal] = await once(child, "exit").catch((error) => {
    throw new Error(`npm could not be started: ${error.message}`);
  });
  if (code !== 0) {
    throw new Error(
      `npm ci failed (${signal ?? `exit code ${code}`}), see above. Check that the npm registry can be reached, then run the ` +
        "same command again.",
    );
  }
  writeFileSync(stampOf(root), target);
  if (owner) chownSync(stampOf(root), owner.uid, owner.gid);
}

/**
 * Does work while no other process of this machine does it for the same clone. The lock is a listening socket: the kernel frees it with
 * the last process that holds it.
 */
async function alone(root, work) {
  const address = addressOf(root);
  for (let waited = false; ; waited = true) {
    const server = await tryListen(address);
    if (server) {
      try {
        return await work(server);
      } finally {
        server.close();
      }
    }
    if (!waited) process.stderr.write("Waiting for another command that installs the npm packages of this clone ...\n");
    await waitForHolder(address);
  }
}

/** In the kernel's abstract namespace where there is one: no file is left behind there. */
function addressOf(root) {
  const name = `platform-deployment-packages-${createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 16)}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), name);
}

async function tryListen(address) {
  const server = createServer();
  server.listen(address);
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if (error.code === "EADDRINUSE") return undefined;
    throw error;
  }
}

/** Resolves when the holder is done or dead. */
async function waitForHolder(address) {
  const connection = connect(address);
  let refused = false;
  connection.on("error", (error) => (refused = error.code === "ECONNREFUSED"));
  connection.resume();
  // The holder's end breaks the connection, which is an error too.
  await new Promise((resolve) => connection.on("close", resolve));
  // A file that nobody listens on was left by a process that was killed.
  if (refused && !address.startsWith("\0")) rmSync(address, { force: true });
}
