import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { processInfo } from "./cluster/machine";

/** What the CLI writes into a lock of a state that is kept in files. */
interface Lock {
  pid: number;
  hostname: string;
}

/**
 * Removes the locks of a stack whose holder was killed: those of this machine whose process has ended or is no `pulumi` any more.
 * A lock of another machine, or of a command that runs, stays. The CLI itself never removes one that is not its own, and asks the
 * user for `pulumi cancel` instead.
 *
 * @param directory the folder with the stack's locks
 * @returns the process ids of the holders that were killed
 */
export function removeStaleLocks(directory: string, hostname = os.hostname()): number[] {
  if (!fs.existsSync(directory)) return [];
  return fs
    .readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => path.join(directory, name))
    .flatMap((file) => {
      const lock = JSON.parse(fs.readFileSync(file, "utf8")) as Lock;
      if (lock.hostname !== hostname || isPulumi(lock.pid)) return [];
      fs.rmSync(file, { force: true });
      return [lock.pid];
    });
}

function isPulumi(pid: number): boolean {
  return path.basename(processInfo(pid)?.command[0] ?? "") === "pulumi";
}
