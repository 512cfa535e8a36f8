import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";
import { PROJECT } from "../support/stack";

/** A source file of the project. */
export interface Source {
  /** Path from the project, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Every TypeScript file that git tracks or would track, below some folders (or all of them). */
export function sources(...below: string[]): Source[] {
  return files(...below)
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .map(sourceOf);
}

/** One source file, of TypeScript or JavaScript. */
function sourceOf(path: string): Source {
  const text = readFileSync(join(PROJECT, path), "utf8");
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/**
 * All files of the project that some files need, these among them: what they import, and what that imports.
 *
 * @param entries paths from the project
 * @returns what each of them imports
 * @throws Error when an import leads to no file
 */
export function reachedFrom(entries: readonly string[]): Map<string, Imports> {
  const reached = new Map<string, Imports>();
  const left = [...entries];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (reached.has(path)) continue;
    const imports = /\.[cm]?[jt]s$/.test(path) ? importsOf(sourceOf(path)) : { packages: [], files: [] };
    reached.set(path, imports);
    left.push(...imports.files.map((file) => fileOf(file, path)));
  }
  return reached;
}

/** The file that an import means, which names it mostly without extension. */
function fileOf(imported: string, importer: string): string {
  const stem = imported.replace(/\.js$/, "");
  const found = [imported, `${stem}.ts`, `${imported}.cjs`, `${imported}.d.ts`, `${imported}/index.ts`].find(
    (file) => existsSync(join(PROJECT, file)) && statSync(join(PROJECT, file)).isFile(),
  );
  if (found === undefined) throw new Error(`${importer} imports ${imported}, which is no file`);
  return found;
}

/** Every file that git tracks or would track, below some folders (or all of them). */
export function files(...below: string[]): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ...below], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  return listed.split("\0").filter((path) => path !== "" && existsSync(join(PROJECT, path)));
}

/** What a file imports. */
export interface Imports {
  readonly packages: readonly string[];
  /** Files of the project, by path from the project, as written: mostly without extension. */
  readonly files: readonly string[];
}

/** What a file imports, in whatever way. */
export function importsOf({ path, tree }: Source): Imports {
  const found: string[] = [];
  visit(tree, (node) => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isExternalModuleReference(node)
          ? node.expression
          : ts.isCallExpression(node) && /^(import|require|require\.resolve)$/.test(node.expression.getText())
            ? node.arguments[0]
            : undefined;
    if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
  });
  return {
    packages: found.filter((text) => !text.startsWith(".")),
    files: found.filter((text) => text.startsWith(".")).map((text) => posix.join(posix.dirname(path), text)),
  };
}

/** Calls the visitor with every node of a tree. */
export function visit(node: ts.Node, visitor: (node: ts.Node) => void): void {
  visitor(node);
  node.forEachChild((child) => visit(child, visitor));
}

/** Where a node is, for a message. */
export function place({ path, tree }: Source, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
