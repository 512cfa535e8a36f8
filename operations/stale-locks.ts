import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pulumiDirectory } from "./pulumi";

/** What the Pulumi CLI writes into the lock of a stack whose state is kept in files. */
export interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** When it was made, as RFC 3339 has it. */
  readonly timestamp: string;
}

/** How much later than its lock a process may seem to have started, in milliseconds: the kernel counts in hundredths. */
const TOLERANCE = 2_000;

/** The namespace of processes from which all others are seen; its number is fixed in the kernel. */
const INITIAL_NAMESPACE = "pid:[4026531836]";

/**
 * Removes the locks of a stack whose commands were killed, so that the next command need not be preceded by `pulumi cancel`, which
 * would also take the lock from a command that runs. Only for the state that the embedded target keeps.
 *
 * A lock counts as stale when it is certain that nothing holds it: it was made by this user on this machine, and its process is gone.
 * Whatever cannot be told counts as held, such as a lock that cannot be read; the CLI then says who holds the stack.
 *
 * @param locks the folder with the locks of the stack, in a state that is kept in files
 * @returns the process ids of the commands that were killed
 */
export function releaseStaleLocks(locks: string): number[] {
  if (!fs.existsSync(locks)) return [];
  return fs.readdirSync(locks).flatMap((name) => {
    const file = path.join(locks, name);
    const lock = readLock(file);
    if (!lock || !isStale(lock)) return [];
    // Another command may remove it at the same time.
    fs.rmSync(file, { force: true });
    return [lock.pid];
  });
}

/** As {@link releaseStaleLocks}, for a stack in the state that the embedded target keeps, and reported on standard error. */
export function reportStaleLocks(stack: string): void {
  const locks = path.join(pulumiDirectory(), "state/.pulumi/locks/organization/platform-deployment", stack);
  for (const pid of releaseStaleLocks(locks))
    process.stderr.write(
      `The stack ${stack} was locked by a pulumi (process ${pid}) that was killed; it is free again.\n`,
    );
}

/** Whether the process that made a lock is certainly gone. */
export function isStale(lock: Lock): boolean {
  const made = Date.parse(lock.timestamp);
  if (lock.hostname !== os.hostname() || lock.username !== os.userInfo().username || Number.isNaN(made)) return false;
  // In a container only the container's own processes are seen, and the lock may be of the machine or of another one.
  if (fs.readlinkSync("/proc/self/ns/pid") !== INITIAL_NAMESPACE) return false;
  return !mayRun(lock.pid, made) && !runsInContainer(lock.pid);
}

function readLock(file: string): Lock | undefined {
  try {
    const { pid, username, hostname, timestamp } = JSON.parse(fs.readFileSync(file, "utf8")) as Partial<Lock>;
    const isWhole = Number.isInteger(pid) && username && hostname && timestamp;
    return isWhole ? { pid: pid as number, username, hostname, timestamp } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process of this number may be the one that made a lock then: it has not ended, and did not start later. */
function mayRun(pid: number, made: number): boolean {
  let stat: string;
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT" && (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
  // proc_pid_stat(5): the name of the program, in parentheses, may have parentheses in it; the state follows, and the start is field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return false;
  const started = bootTime() + Number(fields[19]) * 10;
  return !(started > made + TOLERANCE);
}

/** When the machine was started, in milliseconds of the clock. */
function bootTime(): number {
  return Number(/^btime (\d+)$/m.exec(fs.readFileSync("/proc/stat", "utf8"))?.[1]) * 1000;
}

/** Whether a container has a process that has this number there. */
function runsInContainer(pid: number): boolean {
  return fs.readdirSync("/proc").some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const numbers = /^NSpid:\t(.*)$/m.exec(fs.readFileSync(`/proc/${entry}/status`, "utf8"))?.[1]?.split("\t") ?? [];
      return numbers.length > 1 && Number(numbers.at(-1)) === pid;
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}
