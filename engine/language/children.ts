import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";

/** How a child process ended. */
export interface Ending {
  /** Exit code; 128 plus the signal's number for one that was killed, as shells count. */
  code: number;
  /** The signal that ended it, if one did. */
  signal?: NodeJS.Signals;
}

/** What to start. */
export interface ChildCommand {
  executable: string;
  arguments: string[];
  directory: string;
  environment: NodeJS.ProcessEnv;
}

/** A running child process. */
export interface Child {
  readonly processId: number;
  /** Resolves when it has ended and its output has been passed on; never rejects. */
  readonly ended: Promise<Ending>;
  /** Asks it to end with this signal; kills it when it has not within `gracePeriod`. */
  stop(signal: NodeJS.Signals): void;
}

/** Milliseconds a child has to end after it was asked to: the engine allows the whole host five seconds. */
const gracePeriod = 2000;

/** Milliseconds to wait for the rest of an ended child's output, which a grandchild may hold open for ever. */
const drainPeriod = 1000;

/**
 * The child processes of the language host: programs, plugins, policy packs and package managers. They stay in the host's
 * process group, so the engine's signals to that group reach them even when the host itself was killed; and their
 * output goes through the host, so that a grandchild which outlives them cannot keep the engine waiting.
 */
export class Children {
  private readonly running = new Set<Child>();

  /**
   * Starts a child.
   *
   * @param output gets what the child writes; the child waits while a returned promise is pending
   * @throws Error when it cannot be started, naming the executable and directory
   */
  async start(
    command: ChildCommand,
    output: (stream: "stdout" | "stderr", chunk: Buffer) => void | Promise<void>,
  ): Promise<Child> {
    const process = spawn(command.executable, command.arguments, {
      cwd: command.directory,
      env: command.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    await started(process, command);
    const drained = Promise.all([
      forward(process.stdout, (chunk) => output("stdout", chunk)),
      forward(process.stderr, (chunk) => output("stderr", chunk)),
    ]);
    const child: Child = {
      processId: process.pid!,
      ended: ending(process, drained),
      stop: (signal) => stop(process, signal),
    };
    this.running.add(child);
    void child.ended.then(() => this.running.delete(child));
    return child;
  }

  /** Asks every child to end and waits until all have: at most the grace period and the time to read their last output. */
  async stopAll(signal: NodeJS.Signals): Promise<void> {
    const children = [...this.running];
    for (const child of children) child.stop(signal);
    await Promise.all(children.map((child) => child.ended));
  }
}

function started(process: ChildProcess, command: ChildCommand): Promise<void> {
  return new Promise((resolve, reject) => {
    process.once("spawn", () => {
      // A signal that cannot be delivered any more is reported as an error event: the child is gone, which was wanted.
      process.on("error", () => undefined);
      resolve();
    });
    process.once("error", (error) =>
      reject(new Error(`cannot run ${command.executable} in ${command.directory}: ${error.message}`, { cause: error })),
    );
  });
}

async function forward(stream: Readable, consume: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  for await (const chunk of stream) await consume(chunk as Buffer);
}

function ending(process: ChildProcess, drained: Promise<unknown>): Promise<Ending> {
  return new Promise((resolve) => {
    process.once("exit", (code, signal) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((done) => (timer = setTimeout(done, drainPeriod)));
      // Output that can no longer be passed on (the engine hung up) is not a reason to lose how the child ended.
      void Promise.race([drained.catch(() => undefined), limit]).then(() => {
        clearTimeout(timer);
        resolve(signal ? { code: 128 + constants.signals[signal], signal } : { code: code ?? 0 });
      });
    });
  });
}

function stop(process: ChildProcess, signal: NodeJS.Signals): void {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill(signal);
  const timer = setTimeout(() => process.kill("SIGKILL"), gracePeriod);
  process.once("exit", () => clearTimeout(timer));
}
