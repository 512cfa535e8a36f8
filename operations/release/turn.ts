import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Who changes what a stack runs now. */
interface Holder {
  pid: number;
  host: string;
  /** What it does, such as `promote`. */
  action: string;
  since: string;
}

/**
 * Does work that changes what a stack runs, unless another process does such work on it now.
 *
 * @param folder where the releases of all stacks are
 * @param action what it is, for the others
 * @throws Error that says who does
 */
export async function inTurn<T>(folder: string, stack: string, action: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(folder, `${stack}.lock`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  take(file, { pid: process.pid, host: os.hostname(), action, since: new Date().toISOString() }, stack);
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function take(file: string, own: Holder, stack: string): void {
  for (let tries = 0; ; tries++) {
    try {
      fs.writeFileSync(file, JSON.stringify(own), { flag: "wx", mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = read(file);
    // One that was killed left its file behind. Of another machine nobody can say that here.
    if (holder?.host === own.host && !lives(holder.pid) && tries === 0) {
      fs.rmSync(file, { force: true });
      continue;
    }
    const who = holder
      ? `\`platform ${holder.action}\` of ${holder.host} (process ${holder.pid}, since ${holder.since})`
      : "another process";
    throw new Error(
      `${stack} is being changed by ${who}, so nothing was done. Wait for it and run the same command again; if it is no more, delete ${file}.`,
    );
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
