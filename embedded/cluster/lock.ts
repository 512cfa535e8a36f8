import { createHash } from "node:crypto";
import * as net from "node:net";
import { once } from "node:events";
import { timeoutFactor } from "../timeouts";
import type { Report } from "../report";
import { ClusterError } from "./errors";

/** Who works on the cluster now. */
export interface LockOwner {
  pid: number;
  /** What it does: `start`, `stop`, ... */
  action: string;
  /** The source tree it was started from. */
  directory: string;
  /** ISO time at which it began. */
  since: string;
}

/**
 * Does work on the cluster that only one process of this machine may do at a time.
 *
 * The lock is a listening socket in the kernel's abstract namespace: it is gone the instant its holder dies, whatever the way,
 * so it can never be left behind. Whoever connects is told who holds it, and sees the connection close when that one is done.
 *
 * @param runDirectory the run directory of the cluster that the lock is for
 * @param owner what to tell the others
 * @param report is told, once, for whom we wait
 * @param limit milliseconds to wait for another holder; default 10 minutes on a machine of usual speed
 * @throws ClusterError when the other one is not done within the limit
 */
export async function withClusterLock<T>(
  runDirectory: string,
  owner: LockOwner,
  report: Report,
  work: () => Promise<T>,
  limit = 600_000 * timeoutFactor(),
): Promise<T> {
  const address = `\0platform-deployment-${createHash("sha256").update(runDirectory).digest("hex").slice(0, 16)}`;
  const deadline = Date.now() + limit;
  for (;;) {
    const server = await tryListen(address, owner);
    if (server) {
      try {
        return await work();
      } finally {
        server.close();
        server.connections.forEach((connection) => connection.destroy());
      }
    }
    await waitForHolder(address, report, deadline - Date.now());
  }
}

interface LockServer {
  close(): void;
  connections: Set<net.Socket>;
}

async function tryListen(address: string, owner: LockOwner): Promise<LockServer | undefined> {
  const connections = new Set<net.Socket>();
  const server = net.createServer((connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    connection.on("error", () => undefined);
    connection.write(`${JSON.stringify(owner)}\n`);
  });
  server.listen(address);
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
  return { close: () => server.close(), connections };
}

/** Resolves when the holder is done or dead. */
async function waitForHolder(address: string, report: Report, limit: number): Promise<void> {
  const connection = net.connect(address);
  let said = "";
  connection.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.endsWith("\n")) report(`waiting for ${describe(said)}`);
  });
  const timer = setTimeout(
    () => {
      const problem = `the embedded cluster is held by ${describe(said)}, which has not finished`;
      connection.destroy(new ClusterError(problem, "wait for it, or end that process, then try again"));
    },
    Math.max(limit, 0),
  );
  try {
    await once(connection, "close");
  } catch (error) {
    // No longer there, or just going away: the next round finds out.
    if (error instanceof ClusterError) throw error;
  } finally {
    clearTimeout(timer);
    connection.destroy();
  }
}

function describe(said: string): string {
  try {
    const { pid, action, directory, since } = JSON.parse(said) as LockOwner;
    return `\`cluster ${action}\` of ${directory} (process ${pid}, since ${since})`;
  } catch {
    return "another process";
  }
}
