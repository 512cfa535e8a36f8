import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

/**
 * Makes a directory that is mounted as systemd mounts /run: nothing on it may be executed.
 *
 * @returns unmounts it
 */
export function mountLikeRun(directory: string): () => void {
  fs.mkdirSync(directory);
  execFileSync("mount", ["-t", "tmpfs", "-o", "noexec,nosuid,nodev,mode=755", "tmpfs", directory]);
  return () => void execFileSync("umount", [directory]);
}
