import * as fs from "node:fs";
import * as path from "node:path";
import { writeFileAtomically } from "../../embedded/cluster/files";
import { pulumiDirectory } from "../pulumi";
import { parseRecord, type ReleaseRecord } from "./record";

/**
 * The releases of all stacks, a file each. They are kept beside the embedded state; `PLATFORM_RELEASES` names another folder, such as one that
 * the machines of a pipeline share.
 */
export class ReleaseStore {
  /** @param folder with a folder per stack */
  constructor(readonly folder: string = releaseFolder()) {}

  /** The releases of a stack, the newest first. @throws Error for a file that is no record, with its path */
  list(stack: string): ReleaseRecord[] {
    const folder = path.join(this.folder, stack);
    if (!fs.existsSync(folder)) return [];
    const files = fs.readdirSync(folder).filter((name) => /^[0-9a-f]{12}\.json$/.test(name));
    return files
      .map((name) => read(path.join(folder, name)))
      .toSorted((a, b) => (a.made < b.made ? 1 : a.made > b.made ? -1 : 0));
  }

  /**
   * Finds a release.
   *
   * @param id the first characters of its name, at least four; undefined for the newest
   * @throws Error when there is none, or more than one
   */
  find(stack: string, id?: string): ReleaseRecord {
    const all = this.list(stack);
    if (all.length === 0) {
      throw new Error(`No release of ${stack} is known in ${this.folder}: \`platform up\` writes one down each time.`);
    }
    if (id === undefined) return all[0]!;
    const found = all.filter((one) => id.length >= 4 && one.id.startsWith(id));
    if (found.length === 1) return found[0]!;
    throw new Error(
      `${found.length === 0 ? "No release" : "More than one release"} of ${stack} begins with ${id}. ` +
        `Known: ${all.map((one) => one.id).join(", ")}.`,
    );
  }

  /** Writes a release down; the same one once more is brought up again now. Readable by its owner alone: it has the stack's configuration. */
  save(record: ReleaseRecord): void {
    writeFileAtomically(
      path.join(this.folder, record.stack, `${record.id}.json`),
      `${JSON.stringify(record, undefined, 2)}\n`,
    );
  }

  /** Forgets all releases of a stack. */
  forget(stack: string): void {
    fs.rmSync(path.join(this.folder, stack), { recursive: true, force: true });
  }
}

function releaseFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.PLATFORM_RELEASES || path.join(pulumiDirectory(environment), "releases");
}

function read(file: string): ReleaseRecord {
  try {
    return parseRecord(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is no record of a release: ${(error as Error).message}\nMove it away, or write it back.`, {
      cause: error,
    });
  }
}
