import { execFile } from "node:child_process";
import { ClusterError } from "./errors";

export interface RunOptions {
  /** Text for the standard input. */
  input?: string;
  /** Added to the environment of this process. */
  environment?: Record<string, string>;
  /** Working directory. */
  cwd?: string;
  /** Milliseconds after which the program is killed; default 60,000. */
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
}

/** Runs a program to its end, whatever that is. */
export function tryRun(file: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      {
        cwd: options.cwd,
        env: { ...process.env, ...options.environment },
        timeout: options.timeout ?? 60_000,
        killSignal: "SIGKILL",
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = !error ? 0 : typeof error.code === "number" ? error.code : error.killed ? 137 : 127;
        resolve({ stdout, stderr: stderr || (code === 127 ? String(error?.message) : ""), code });
      },
    );
    // A program that ends without reading its input closes the pipe; how it ended says why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

/**
 * Runs a program that must succeed.
 *
 * @returns its standard output
 * @throws ClusterError with the program's own words if it fails
 */
export async function run(file: string, args: string[], options: RunOptions = {}): Promise<string> {
  const result = await tryRun(file, args, options);
  if (result.code !== 0) {
    const detail = (result.stderr + result.stdout).trim().split("\n").slice(-20).join("\n");
    throw new ClusterError(
      `\`${[file, ...args].join(" ")}\` failed with exit code ${result.code}`,
      options.remedy ?? "read the program's output below",
      detail,
    );
  }
  return result.stdout;
}
