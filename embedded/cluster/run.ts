import { execFile, type ExecFileException } from "node:child_process";
import * as os from "node:os";
import { longerTimeouts, timeoutFactor } from "../timeouts";
import { formatDuration } from "../report";
import { ClusterError } from "./errors";

export interface RunOptions {
  /** Text for the standard input. */
  input?: string;
  /** Added to the environment of this process. */
  environment?: Record<string, string>;
  /** Working directory. */
  cwd?: string;
  /** Milliseconds after which the program is killed, on a machine of usual speed; default 60,000. */
  timeout?: number;
  /** What to advise if the program fails; default: look at its output. */
  remedy?: string;
}

/** How a program ended. */
export interface RunResult {
  stdout: string;
  stderr: string;
  /** The exit code; 128 + number for a signal; 127 if it could not be started. */
  code: number;
  /** The milliseconds after which it was killed, if it was for taking longer. */
  killedAfter?: number;
}

/** Runs a program to its end, whatever that is. */
export function tryRun(file: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const timeout = (options.timeout ?? 60_000) * timeoutFactor();
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      {
        cwd: options.cwd,
        env: { ...process.env, ...options.environment },
        timeout,
        killSignal: "SIGKILL",
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = exitCode(error);
        const result = { stdout, stderr: stderr || (code === 127 ? String(error?.message) : ""), code };
        // The killing for too much output has a code of its own.
        resolve(error?.killed && !error.code ? { ...result, killedAfter: timeout } : result);
      },
    );
    // A program that ends without reading its input closes the pipe; how it ended says why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

function exitCode(error: ExecFileException | null): number {
  if (!error) return 0;
  if (typeof error.code === "number") return error.code;
  return error.signal ? 128 + os.constants.signals[error.signal] : 127;
}

/**
 * Runs a program that must succeed.
 *
 * @returns its standard output
 * @throws ClusterError with the program's own words if it fails
 */
export async function run(file: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr, killedAfter } = await tryRun(file, args, options);
  if (code === 0) return stdout;
  const command = `\`${[file, ...args].join(" ")}\``;
  const detail = (stderr + stdout).trim().split("\n").slice(-20).join("\n");
  if (killedAfter === undefined) {
    const remedy = options.remedy ?? "read the program's output below";
    throw new ClusterError(`${command} failed with exit code ${code}`, remedy, detail);
  }
  const remedy = [options.remedy, longerTimeouts()].filter(Boolean).join("; ");
  throw new ClusterError(`${command} did not end within ${formatDuration(killedAfter)} and was killed`, remedy, detail);
}
