import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheDirectory } from "../../paths";

/** A source tree of more files is not looked at each time. */
const MOST_FILES = 5000;

/** How many answers are kept. */
const MOST_KEPT = 50;

/** Stands in the place of an answer; no message begins so. */
const NEVER_THE_SAME = Buffer.from([0]);

/**
 * What a policy pack says of itself, from one run to the next: its answers to some calls. They hold as long as no file of the source tree
 * changes that the pack is in. Whoever uses them has to compare them with what the pack says in the end.
 */
export class PackMemory {
  /** @param name the beginning of its files' names; undefined where nothing can be remembered */
  private constructor(private readonly name: string | undefined) {}

  /**
   * @param directory of the pack
   * @param settings all else that makes a difference: arguments, the stack
   */
  static of(directory: string, settings: readonly string[]): PackMemory {
    const hash = createHash("sha256").update(JSON.stringify([process.version, directory, ...settings]));
    try {
      for (const file of filesBelow(sourceTree(directory))) {
        const { mtimeMs, size } = fs.statSync(file);
        hash.update(`${file}\0${mtimeMs}\0${size}\n`);
      }
    } catch {
      // There are too many, one may not be read, or is gone meanwhile: such a pack is waited for.
      return new PackMemory(undefined);
    }
    return new PackMemory(path.join(cacheDirectory(), "policy-packs", hash.digest("hex").slice(0, 32)));
  }

  /** The pack's answers to these calls; undefined when one is not known, or not always the same. */
  recall(calls: readonly string[]): ReadonlyMap<string, Buffer> | undefined {
    const answers = calls.flatMap((call) => {
      const answer = this.read(call);
      return answer && !answer.equals(NEVER_THE_SAME) ? [[call, answer] as const] : [];
    });
    return answers.length === calls.length ? new Map(answers) : undefined;
  }

  /** Keeps what the pack answers to a call. */
  keep(call: string, answer: Buffer): void {
    if (!this.read(call)) this.write(call, answer);
  }

  /** Has nothing remembered any more of a pack that answers a call in one way now and in another then. */
  giveUp(call: string): void {
    this.write(call, NEVER_THE_SAME);
  }

  private read(call: string): Buffer | undefined {
    if (!this.name) return undefined;
    try {
      return fs.readFileSync(`${this.name}.${call}`);
    } catch {
      return undefined;
    }
  }

  private write(call: string, answer: Buffer): void {
    if (!this.name) return;
    const unfinished = `${this.name}.${process.pid}`;
    try {
      fs.mkdirSync(path.dirname(this.name), { recursive: true });
      fs.writeFileSync(unfinished, answer);
      fs.renameSync(unfinished, `${this.name}.${call}`);
      removeOldest(path.dirname(this.name));
    } catch {
      // A cache that cannot be written to makes packs start as they do the first time.
    }
  }
}

/** The nearest folder that has packages, with the pack in it: its sources may be anywhere there. */
function sourceTree(directory: string): string {
  for (let folder = directory; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, "node_modules"))) return folder;
  }
  return directory;
}

/**
 * All files of a source tree but packages and what is hidden, in a fixed order.
 *
 * @throws Error when there are too many, or a folder may not be read
 */
function filesBelow(tree: string): string[] {
  const files: string[] = [];
  const folders = [tree];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) folders.push(path.join(folder, entry.name));
      if (entry.isFile()) files.push(path.join(folder, entry.name));
    }
    if (files.length > MOST_FILES) throw new Error(`${tree} has more than ${MOST_FILES} files`);
  }
  return files.sort();
}

function removeOldest(folder: string): void {
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const age = new Map(files.map((file) => [file, fs.statSync(file).mtimeMs]));
  const old = files.sort((one, other) => age.get(other)! - age.get(one)!).slice(MOST_KEPT);
  for (const file of old) fs.rmSync(file, { force: true });
}
