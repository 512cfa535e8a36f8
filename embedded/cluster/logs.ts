import * as fs from "node:fs";
import * as path from "node:path";
import { ClusterError } from "./errors";
import { readIfPresent } from "./files";
import type { ClusterLayout } from "./layout";

/** The log directory of a service: `current`, and older files whose names begin with `@`. */
function logDirectory(layout: ClusterLayout, service: string): string {
  return path.join(layout.logs, service);
}

/**
 * The last lines a service logged, over rotated files, oldest first; those of the supervisor where it logged nothing, for it may never
 * have started.
 *
 * @param lines how many
 */
export function logTail(layout: ClusterLayout, service: string, lines: number): string {
  const directory = logDirectory(layout, service);
  let names: string[];
  try {
    names = fs.readdirSync(directory);
  } catch {
    return "(no log yet)";
  }
  const rotated = names.filter((name) => name.startsWith("@")).sort();
  const collected: string[] = [];
  for (const name of [...rotated, "current"].reverse()) {
    const text = readIfPresent(path.join(directory, name)) ?? "";
    collected.unshift(...text.split("\n").filter((line) => line !== ""));
    if (collected.length >= lines) break;
  }
  if (collected.length > 0) return collected.slice(-lines).join("\n");
  const supervisor = (readIfPresent(layout.keeperLog) ?? "").trim();
  if (supervisor === "") return "(nothing logged)";
  return ["(nothing logged; the supervisor says:)", ...supervisor.split("\n").slice(-lines)].join("\n");
}

/**
 * Prints what a service logged, and with `follow` what it logs from then on, until the signal.
 *
 * @param options.lines how many earlier lines; default 100
 * @param options.follow whether to go on; default false
 * @param options.signal ends the following
 * @throws ClusterError if there is no such service
 */
export async function clusterLogs(
  layout: ClusterLayout,
  service: string,
  write: (text: string) => void,
  options: { lines?: number; follow?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  const directory = logDirectory(layout, service);
  if (!fs.existsSync(directory)) {
    const known = fs.existsSync(layout.logs) ? fs.readdirSync(layout.logs, { withFileTypes: true }) : [];
    const names = known.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    throw new ClusterError(
      `there is no log of ${service}`,
      names.length > 0 ? `name one of ${names.join(", ")}` : "start the cluster first (`npm run cluster -- start`)",
    );
  }
  write(`${logTail(layout, service, options.lines ?? 100)}\n`);
  if (!options.follow) return;
  const current = path.join(directory, "current");
  let { ino, size: position } = fs.statSync(current);
  try {
    for await (const _ of fs.promises.watch(directory, { signal: options.signal })) {
      const now = fs.statSync(current, { throwIfNoEntry: false });
      if (!now) continue;
      if (now.ino !== ino) {
        ino = now.ino;
        position = 0;
      }
      if (now.size > position) write(readRange(current, position, now.size));
      position = now.size;
    }
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
  }
}

function readRange(file: string, from: number, to: number): string {
  const descriptor = fs.openSync(file, "r");
  try {
    const buffer = Buffer.alloc(to - from);
    return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, buffer.length, from)).toString("utf8");
  } finally {
    fs.closeSync(descriptor);
  }
}
