import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** A function, or a struct, of a dependency that is replaced when the programs are built. */
export interface Replacement {
  /** The file within its Go module. */
  file: string;
  /** The text with which the function begins. */
  begins: string;
  /** SHA-256 of the function that is replaced, so that an upgrade of the dependency cannot change it unseen. */
  sha256: string;
  /** The file with the function that takes its place, below the folder of the toolchain's Go module. */
  source: string;
}

/** What is replaced in the Pulumi CLI: how it writes the state and its log, and whose lock counts (docs/decisions/0010). */
export const pulumiReplacements: readonly Replacement[] = [
  {
    file: "backend/diy/lock.go",
    begins: "type lockContent struct",
    sha256: "b58c4beb87c9127fa93fd71cf0c29507fe4a53fee7528eda1d2f63c6e98a8136",
    source: "replacements/lock.go",
  },
  {
    file: "backend/diy/lock.go",
    begins: "func newLockContent(",
    sha256: "76222d7f9949a01a784a959fe0e8d37373c8b701abb8cb70df3e0e88c565b7eb",
    source: "replacements/lock.go",
  },
  {
    file: "backend/diy/lock.go",
    begins: "func (b *diyBackend) checkForLock(",
    sha256: "9f42cf4822fccc91ced2ac44abfd2ecf38e5a34108e76761eb1b0de604bedaf8",
    source: "replacements/lock.go",
  },
  {
    file: "backend/snapshot.go",
    begins: "func (sm *SnapshotManager) defaultServiceLoop(",
    sha256: "8d4b88054e7b94109cfa9ac3b7095c0fdc56cff826aadba2e89c78450a42cd88",
    source: "replacements/service-loop.go",
  },
  {
    file: "engine/encryptedlog/writer.go",
    begins: "func (elw *Writer) writeChunk(",
    sha256: "764aea7f3975a0689aa7f0f977f74be429726b5ab8362803c9c23f5d1e1bab23",
    source: "replacements/log-chunk.go",
  },
  {
    file: "logging/property_handler.go",
    begins: "func (h *PropertySinkHandler) Handle(",
    sha256: "32b95305e7dd6936fb7796f838f24ebfd3da7d60d27c19b5fc9bfb8157bd5b46",
    source: "replacements/log-record.go",
  },
];

/** The Go module in which they are. */
export const pulumiModule = "github.com/pulumi/pulumi/pkg/v3";

/**
 * The folder, below that of the Go module, for the changed copy. It is the same in every clone, because Go writes it into the
 * programs, which must come out the same everywhere.
 */
const COPIES = ".replaced";

/**
 * Copies a dependency, replaces functions in the copy, and writes a `go.mod` that takes the copy.
 *
 * @param root the folder of the Go module
 * @param module the dependency
 * @param original the folder of the dependency's sources, which stay as they are
 * @param output the folder for `go.mod` and `go.sum`
 * @returns the file for `go build -modfile`
 * @throws Error when a function is not what it was when its replacement was written
 */
export function replaceFunctions(
  root: string,
  module: string,
  replacements: readonly Replacement[],
  original: string,
  output: string,
): string {
  const copy = path.join(root, COPIES, path.basename(path.dirname(module)));
  fs.rmSync(copy, { recursive: true, force: true });
  copyWritable(original, copy);
  for (const replacement of replacements) {
    const file = path.join(copy, replacement.file);
    const source = fs.readFileSync(path.join(root, replacement.source), "utf8");
    const changed = withFunction(fs.readFileSync(file, "utf8"), replacement, functionIn(source, replacement));
    fs.writeFileSync(file, changed);
  }

  const modfile = path.join(output, "go.mod");
  const replace = `\nreplace ${module} => ./${path.relative(root, copy)}\n`;
  fs.writeFileSync(modfile, fs.readFileSync(path.join(root, "go.mod"), "utf8") + replace);
  fs.copyFileSync(path.join(root, "go.sum"), path.join(output, "go.sum"));
  return modfile;
}

/** Removes the copies; nothing but a build needs them. */
export function removeCopies(root: string): void {
  fs.rmSync(path.join(root, COPIES), { recursive: true, force: true });
}

/** Copies sources without their tests. Modules are kept read-only; a copy that is would be in the way of its own removal. */
function copyWritable(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyWritable(source, target);
    else if (!entry.name.endsWith("_test.go")) fs.writeFileSync(target, fs.readFileSync(source));
  }
}

function withFunction(text: string, replacement: Replacement, source: string): string {
  const own = functionIn(text, replacement);
  const hash = crypto.createHash("sha256").update(own).digest("hex");
  if (hash !== replacement.sha256) {
    throw new Error(
      `${replacement.file}: the function "${replacement.begins}...)" is not the one that ` +
        `${replacement.source} replaces: its SHA-256 is ${hash}, not ${replacement.sha256}. Compare both. If the replacement ` +
        `still does the same, write the new hash into replace.ts; if it does not, mend it first.`,
    );
  }
  return text.replace(own, () => source);
}

/** A function or struct from its first line to the brace that closes it, in a file that gofmt has formatted. */
function functionIn(text: string, { begins, file }: Replacement): string {
  const start = text.indexOf(begins);
  const end = text.indexOf("\n}\n", start);
  if (start < 0 || end < 0) throw new Error(`${file}: there is no function "${begins}...)".`);
  return text.slice(start, end + "\n}\n".length);
}
