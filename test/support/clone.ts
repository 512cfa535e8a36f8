import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../../embedded/paths";
import { withSalt } from "../../operations/salt";

/**
 * Makes a clone of this source tree as it is now, committed or not, with one commit and without packages.
 *
 * @param directory where; it must not exist
 */
export function makeClone(directory: string): void {
  fs.mkdirSync(directory, { recursive: true });
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repositoryRoot,
    encoding: "utf8",
  });
  const files = listed.split("\0").filter((name) => name && fs.existsSync(path.join(repositoryRoot, name)));
  execFileSync(
    "sh",
    ["-c", `tar --null --files-from=- --create --file=- | tar --directory "$0" --extract`, directory],
    {
      cwd: repositoryRoot,
      input: files.join("\0"),
    },
  );
  // The salt of this machine's own state is in no commit, see operations/salt.ts.
  for (const name of files.filter((one) => /^Pulumi\.[^/]+\.yaml$/.test(one))) {
    const file = path.join(directory, name);
    fs.writeFileSync(file, withSalt(fs.readFileSync(file, "utf8"), undefined));
  }
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const git = (...args: string[]): Buffer => execFileSync("git", [...identity, ...args], { cwd: directory });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=test");
}
