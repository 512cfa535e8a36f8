import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

/** Milliseconds in which a program has to be ready. */
const startTimeout = 60_000;

/**
 * Starts a program and waits until it accepts connections.
 *
 * @param ready a port of 127.0.0.1, or the path of a socket
 * @param directory for its log
 */
export async function startProgram(
  program: string,
  args: string[],
  ready: string | number,
  directory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ChildProcess> {
  const log = path.join(directory, `${path.basename(program)}.log`);
  const output = fs.openSync(log, "a");
  const child = spawn(program, args, { env: environment, stdio: ["ignore", output, output] });
  fs.closeSync(output);
  const deadline = Date.now() + startTimeout;
  while (!(await accepts(ready))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stopProgram(child);
      throw new Error(`${path.basename(program)} did not start:\n${fs.readFileSync(log, "utf8").slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
}

/** Ends a program and waits until it has. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** A port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function accepts(address: string | number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof address === "number" ? net.connect(address, "127.0.0.1") : net.connect(address);
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.end());
  });
}
