import execa from "execa";

/** The branch that changes go to, by the first of these names that there is. */
const MAIN = ["main", "origin/main"];

/**
 * The files that a change touches: what differs from where the branch left the main one, committed or not, and what git does not know
 * yet. A file that is deleted or renamed counts under the name it had, too.
 *
 * @param root the top of a git working tree
 * @returns paths from the root, sorted
 */
export async function changedFiles(root: string): Promise<string[]> {
  const git = async (...args: string[]) => (await execa("git", args, { cwd: root })).stdout.split("\0");
  const changed = await git("diff", "--name-only", "--no-renames", "-z", await base(root));
  const unknown = await git("ls-files", "--others", "--exclude-standard", "-z");
  return [...new Set([...changed, ...unknown])].filter((file) => file !== "").sort();
}

/** The commit in which the branch left the main one; without a main branch the last commit. */
async function base(root: string): Promise<string> {
  for (const name of MAIN) {
    const { stdout, exitCode } = await execa("git", ["merge-base", "HEAD", name], { cwd: root, reject: false });
    if (exitCode === 0) return stdout;
  }
  return "HEAD";
}
