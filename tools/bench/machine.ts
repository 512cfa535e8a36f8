import execa from "execa";
import * as os from "node:os";
import versions from "../../versions.json";
import { repositoryRoot } from "../../embedded/paths";

/** What figures depend on besides the code. */
export interface MachineFacts {
  processor: string;
  cores: number;
  memoryGiB: number;
  /** Average number of runnable processes of the last minute, before the first benchmark. */
  load: number;
  kernel: string;
  node: string;
  pulumi: string;
  kubernetes: string;
  /** Of the source tree; with `+` when it has changes that are not committed. */
  commit: string;
  at: string;
}

/** Reads the facts of this machine. */
export async function machineFacts(): Promise<MachineFacts> {
  const git = async (...args: string[]) =>
    (await execa("git", args, { cwd: repositoryRoot, reject: false })).stdout.trim();
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  return {
    processor: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 1024 ** 3),
    load: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
    kernel: os.release(),
    node: process.versions.node,
    pulumi: versions.tools.pulumi,
    kubernetes: versions.tools.kubernetes,
    commit: `${await git("rev-parse", "--short", "HEAD")}${changes ? "+" : ""}`,
    at: new Date().toISOString(),
  };
}
