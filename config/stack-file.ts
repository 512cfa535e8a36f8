import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Document, Pair, ParsedNode, Scalar } from "yaml";
import { isPair, isScalar, LineCounter, parse, parseDocument, visit } from "yaml";

/** The file in which the configuration of a stack is written. */
export interface StackFile {
  /** Path relative to the project's folder, for messages. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
}

/** The versions of YAML whose readers a stack file meets. */
export const YAML_VERSIONS = ["1.2", "1.1"] as const;

/** Names of a project file; a stack file has the same extension. */
const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * Finds the stack file as the Pulumi CLI does: beside the project file, or in its `stackConfigDir`.
 *
 * @param root folder of the project file.
 * @param stack name of the stack.
 * @returns undefined when there is none: the configuration then comes from somewhere else.
 */
export function findStackFile(root: string, stack: string): StackFile | undefined {
  const projectFile = PROJECT_FILES.map((name) => join(root, name)).find((file) => existsSync(file));
  if (projectFile === undefined) return undefined;
  const project = parse(readFileSync(projectFile, "utf8")) as { stackConfigDir?: unknown; config?: unknown } | null;
  // `config` is the old name of stackConfigDir where it is a string.
  const folder = [project?.stackConfigDir, project?.config].find((value) => typeof value === "string") ?? "";
  const path = join(folder, `Pulumi.${stack}${extname(projectFile)}`);
  const file = join(root, path);
  return existsSync(file) ? { path, text: readFileSync(file, "utf8") } : undefined;
}

/** A scalar of a stack file as it is written, and as each version of YAML reads it. */
export class WrittenScalar {
  /**
   * @param source its characters, without quotes and escapes.
   * @param line its line in the file, from 1.
   * @param readings what the readers of {@link YAML_VERSIONS} take it for: a string, a number, true, false, null, a Date or bytes.
   */
  constructor(
    readonly source: string,
    readonly line: number,
    readonly readings: readonly unknown[],
  ) {}
}

/** A value of a stack file with {@link WrittenScalar}s in the places of its scalars. */
export type WrittenValue =
  WrittenScalar | readonly WrittenValue[] | { readonly [key: string]: WrittenValue } | undefined;

/** A key that not every version of YAML reads as the string that is written. */
export interface AmbiguousKey {
  /** Keys that lead to it from `config`, itself included. */
  readonly path: readonly string[];
  readonly scalar: WrittenScalar;
}

/** The configuration in a stack file, as it is written. */
export interface WrittenConfig {
  /** Values by full key. */
  readonly values: Readonly<Record<string, WrittenValue>>;
  /** Keys that not every version of YAML reads as the string that is written. */
  readonly ambiguousKeys: readonly AmbiguousKey[];
  /** What is not YAML of a version, with its line. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

/** Reads the configuration of a stack file without losing how it is written. */
export function readWrittenConfig(text: string): WrittenConfig {
  const lines = new LineCounter();
  const documents = YAML_VERSIONS.map((version, index) =>
    // What a parsing error shows of the text may be a secret, so that it is left out.
    parseDocument(text, { version, merge: true, prettyErrors: false, lineCounter: index === 0 ? lines : undefined }),
  );
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const errors = new Map(
    documents
      .flatMap((document) => document.errors)
      .map(({ message, pos }) => [`${pos[0]} ${message}`, { line: lineOf(pos[0]), message }]),
  );
  if (errors.size > 0) return { values: {}, ambiguousKeys: [], errors: [...errors.values()] };

  // Versions differ only in what a scalar means: all have the same scalars in the same order.
  const scalars = documents.map(scalarsOf);
  const readings = new Map(scalars[0]?.map((scalar, index) => [scalar, scalars.map((all) => all[index]?.value)]));
  const written = (scalar: Scalar) => {
    const all = readings.get(scalar) ?? [];
    return new WrittenScalar(scalar.source ?? String(all[0]), lineOf(scalar.range?.[0] ?? 0), all);
  };
  const [document] = documents as [Document.Parsed<ParsedNode>];
  const ambiguousKeys: AmbiguousKey[] = [];
  visit(document, {
    Pair(_, { key }, ancestors) {
      if (!isScalar(key)) return;
      const scalar = written(key);
      if (scalar.readings.every((reading) => reading === scalar.source)) return;
      const [section, ...path] = [...ancestors.filter(isPair), { key }].map(keyOf);
      if (section === "config" && scalar.source !== "<<") ambiguousKeys.push({ path, scalar });
    },
  });
  visit(document, {
    Scalar(key, node) {
      if (key !== "key") node.value = written(node);
    },
  });
  const { config } = (document.toJS({ maxAliasCount: -1 }) ?? {}) as { config?: WrittenConfig["values"] | null };
  return { values: config ?? {}, ambiguousKeys, errors: [] };
}

function scalarsOf(document: Document.Parsed): Scalar[] {
  const scalars: Scalar[] = [];
  visit(document, { Scalar: (_, scalar) => void scalars.push(scalar) });
  return scalars;
}

function keyOf({ key }: Pick<Pair, "key">): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key);
}
