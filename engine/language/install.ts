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

/**
 * The version of the package manager that is found on PATH: what its own package says, since the engine asks before each command and
 * starting a package manager takes longer than all the rest of the answer; where it is not a package, what it says itself.
 *
 * @param searched folders, as in the variable PATH
 * @returns undefined when there is none, or it does not answer within ten seconds
 */
export function managerVersion(
  manager: PackageManager,
  searched = process.env.PATH ?? "",
): Promise<string | undefined> {
  const executable = searched
    .split(path.delimiter)
    .map((folder) => path.join(folder, manager))
    .find((file) => fs.existsSync(file));
  if (!executable) return Promise.resolve(undefined);
  const version = packagedVersion(manager, fs.realpathSync(executable));
  if (version) return Promise.resolve(version);
  return new Promise((resolve) => {
    execFile(executable, ["--version"], { timeout: 10_000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}

/** The version of the package of that name that a file belongs to. */
function packagedVersion(name: string, file: string): string | undefined {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const found = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Record<string, string>;
      if (found.name === name) return found.version;
    } catch {
      // No package begins here, or none that can be read: then it is asked.
    }
  }
  return undefined;
}
