import execa from "execa";
import { followMemory } from "./memory";

/** How long a command took. */
export interface Timed {
  /** Wall time in seconds. */
  seconds: number;
  /** Processor time of the command and all it waited for, in seconds; the cluster's own work is not in it. */
  cpu: number;
  /** The most memory that the command and all it started had resident, each for itself, in MiB; where it was asked for. */
  memory?: number;
  stdout: string;
}

/** Where a measured command runs. */
export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Whether to follow its memory, which takes a few hundredths of a core; default false. */
  memory?: boolean;
}

/** The shell that starts the command knows what its children used; Node.js does not tell. */
const accounting = '"$@"; code=$?; echo; times; exit $code';

/**
 * Runs a command to its end and measures it.
 *
 * @throws Error with the end of its output when it fails
 */
export async function timed(command: string[], { cwd, env, memory }: CommandOptions): Promise<Timed> {
  const started = process.hrtime.bigint();
  const child = execa("/bin/sh", ["-c", accounting, "sh", ...command], {
    cwd,
    env,
    stdin: "ignore",
    reject: false,
    maxBuffer: 256 * 1024 * 1024,
  });
  const memoryUsed = memory && child.pid !== undefined ? followMemory(child.pid) : undefined;
  const result = await child;
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const highest = memoryUsed?.();
  if (result.exitCode !== 0) {
    const end = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-40).join("\n");
    throw new Error(`\`${command.join(" ")}\` ended with exit code ${result.exitCode ?? "none"}:\n${end}`);
  }
  const lines = result.stdout.split("\n");
  return { seconds, cpu: secondsOf(lines.at(-1) ?? ""), memory: highest, stdout: lines.slice(0, -3).join("\n") };
}

/** The sum of a line of the shell's `times`, such as `0m1.24s 0m0.31s`. */
function secondsOf(line: string): number {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
