import * as path from "node:path";
import ts from "typescript";
import { repositoryRoot } from "../../embedded/paths";

/** A docstring, taken apart. */
export interface Comment {
  text: string;
  /** Of `@default`, where there is one. */
  defaultText?: string;
}

/** Parses a source file of this tree for its declarations and docstrings. */
export function parseSource(file: string): ts.SourceFile {
  const full = path.join(repositoryRoot, file);
  return ts.createSourceFile(full, ts.sys.readFile(full) ?? "", ts.ScriptTarget.Latest, true);
}

/** The docstring of a declaration; one without any has an empty text. */
export function commentOf(node: ts.Node): Comment {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .filter((entry) => ts.isJSDoc(entry))
    .map((entry) => ts.getTextOfJSDocComment(entry.comment) ?? "")
    .join(" ");
  const tag = ts.getJSDocTags(node).find((entry) => entry.tagName.text === "default");
  const defaultText = tag && (ts.getTextOfJSDocComment(tag.comment) ?? "");
  return { text: oneLine(text), defaultText: defaultText && oneLine(defaultText) };
}

/** Text as one line that a cell of a Markdown table can hold. */
export function oneLine(text: string): string {
  return text
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .replaceAll("|", "\\|")
    .replace(/</g, "\\<")
    .trim();
}
