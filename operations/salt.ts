import execa from "execa";
import * as fs from "node:fs";
import * as path from "node:path";

/** The name of the git filter that `.gitattributes` gives the stack files; without a command in git's settings it does nothing. */
const FILTER = "filter.platform-salt.clean";

/** The encryption salt that a stack file names; undefined when it names none. */
export function saltOf(file: string): string | undefined {
  return /^encryptionsalt: *(.*)/m.exec(fs.readFileSync(file, "utf8"))?.[1];
}

/**
 * Writes or removes the encryption salt of a stack file; every other line stays as it is.
 *
 * @param salt undefined removes it
 */
export async function setSalt(file: string, salt: string | undefined): Promise<void> {
  const text = fs.readFileSync(file, "utf8");
  const next = withSalt(text, salt);
  if (next === text) return;
  fs.writeFileSync(file, next);
  await refreshIndex(file);
}

/**
 * Has git look at the content again: it takes a tracked file of another size for a changed one, without asking the filter. A file with
 * other changes is left alone, so that nothing of them is staged.
 */
async function refreshIndex(file: string): Promise<void> {
  const tree = path.dirname(file);
  if (!isClone(tree)) return;
  const name = path.basename(file);
  const isTracked = (await git(tree, "ls-files", "--error-unmatch", "--", name)).exitCode === 0;
  if (isTracked && (await git(tree, "diff", "--quiet", "--", name)).exitCode === 0) await git(tree, "add", "--", name);
}

/** The text of a stack file with that encryption salt, or with none. */
export function withSalt(text: string, salt: string | undefined): string {
  const found = /^encryptionsalt: *(.*)\n?/m.exec(text);
  if (found?.[1] === salt) return text;
  const without = text.replace(/^encryptionsalt:.*\n?/m, "");
  return salt ? `${without.replace(/\n*$/, "\n")}encryptionsalt: ${salt}\n` : without;
}

/**
 * Has git take no notice of the lines that name these salts, and of nothing else in the stack files: they belong to the passphrase of
 * this machine, and Pulumi writes them into files that all machines share. Does nothing where the tree is not a clone.
 *
 * @param tree the top of the source tree
 * @param salts those of the embedded backend; none removes the filter
 */
export async function hideSalts(tree: string, salts: readonly string[]): Promise<void> {
  if (!isClone(tree)) return;
  // Base64 and colons: nothing in it means anything to sed.
  const lines = salts.map((salt) => `-e '\\|^encryptionsalt: ${salt}$|d'`);
  const wanted = lines.length > 0 ? `sed ${lines.sort().join(" ")}` : "";
  const { exitCode, stdout } = await git(tree, "config", "--local", "--get", FILTER);
  // 1: there is no such setting. With another one git does not serve, and the line shows.
  if ((exitCode !== 0 && exitCode !== 1) || stdout === wanted) return;
  if (wanted) await git(tree, "config", "--local", FILTER, wanted);
  else await git(tree, "config", "--local", "--unset-all", FILTER);
}

const isClone = (tree: string): boolean => fs.existsSync(path.join(tree, ".git"));

/** Runs git as the owner of the tree, whose settings stay the owner's also where root works on it. */
function git(tree: string, ...args: string[]): execa.ExecaChildProcess {
  const { uid, gid } = fs.statSync(tree);
  const identity = process.getuid?.() === 0 ? { uid, gid } : {};
  return execa("git", args, { cwd: tree, reject: false, ...identity });
}
