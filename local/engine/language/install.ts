import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { PackageManager } from "./options";

/** Which lock file tells which package manager made it. */
const lockFiles: [file: string, manager: PackageManager][] = [
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

/**
 * The package manager of a program: the one that its options name, else that of the nearest lock file, else npm.
 *
 * @param directory the program's; a workspace's lock file lies above it
 */
export function packageManagerOf(directory: string, named: PackageManager | undefined): PackageManager {
  if (named) return named;
  for (let current = path.resolve(directory); ; current = path.dirname(current)) {
    const found = lockFiles.find(([file]) => fs.existsSync(path.join(current, file)));
    if (found) return found[1];
    if (current === path.dirname(current)) return "npm";
  }
}

/**
 * The command that installs a program's dependencies. With npm, a lock file and nothing installed yet it is `npm ci`, which
 * installs exactly what the lock file says; where something is installed, `npm install` brings it up to date without
 * removing it first.
 */
export function installCommand(
  directory: string,
  named: PackageManager | undefined,
): { executable: string; arguments: string[] } {
  const executable = packageManagerOf(directory, named);
  if (executable !== "npm") return { executable, arguments: ["install"] };
  const fresh =
    fs.existsSync(path.join(directory, "package-lock.json")) && !fs.existsSync(path.join(directory, "node_modules"));
  return { executable, arguments: [fresh ? "ci" : "install", "--loglevel=error"] };
}

/** The version that a package manager says it is; undefined when it cannot be asked within ten seconds. */
export function managerVersion(manager: PackageManager): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(manager, ["--version"], { timeout: 10_000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}
