import * as fs from "node:fs";

/** Milliseconds between two looks at the processes. What one of them takes in its last moments is missed. */
const INTERVAL = 250;

/**
 * Follows how much memory a process and all that it starts take.
 *
 * @param root process id
 * @returns a function that ends it and returns MiB: the most that each process had resident, summed up. They need not have had it at the
 *   same time, and pages that they share count for each, so it is never less than what the command needed at once.
 */
export function followMemory(root: number): () => number {
  const peaks = new Map<number, number>();
  const look = () => processesBelow(root).forEach((pid) => peaks.set(pid, Math.max(peakOf(pid), peaks.get(pid) ?? 0)));
  const timer = setInterval(look, INTERVAL);
  look();
  return () => {
    clearInterval(timer);
    return [...peaks.values()].reduce((sum, peak) => sum + peak, 0) / 1024;
  };
}

/** The process and its descendants, by the parents that the kernel names. */
function processesBelow(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of fs.readdirSync("/proc")) {
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(statusOf(name))?.[1]);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** The most that a process has had resident so far, in KiB. */
const peakOf = (pid: number) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(statusOf(String(pid)))?.[1] ?? 0);

/** What the kernel says of a process; nothing where it has ended, or the name is none of a process. */
function statusOf(name: string): string {
  if (!/^\d+$/.test(name)) return "";
  try {
    return fs.readFileSync(`/proc/${name}/status`, "utf8");
  } catch {
    return "";
  }
}
