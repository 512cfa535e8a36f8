import * as fs from "node:fs";

/** The kernel counts processor time in hundredths of a second for programs (USER_HZ), on every processor Linux runs on here. */
const TICKS = 100;

/**
 * The processor time that a process has taken until now, with that of the programs that it has started and that have ended.
 *
 * @returns seconds
 * @throws Error when there is no such process
 */
export function processorSeconds(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in parentheses, may have blanks in it. After it come the fields from the third on.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
  return (user! + system! + childrenUser! + childrenSystem!) / TICKS;
}

/**
 * The memory that a process has resident.
 *
 * @returns MiB
 * @throws Error when there is no such process
 */
export function residentMiB(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? 0) / 1024;
}
