import * as path from "node:path";
import { RE2JS } from "re2js";
import { trim } from "../../../formats/white-space";

/** A line of an ignore file. */
export interface IgnorePattern {
  /** The pattern, cleaned as a path: no leading or trailing slash, no `./`. Of an exception, without its `!`. */
  readonly glob: string;
  /** Whether it brings back what earlier patterns have left out. */
  readonly isException: boolean;
  /**
   * Reports whether a path, relative to the context and with slashes, matches the pattern itself; what is in a directory that matches is
   * another question.
   *
   * @throws Error when the pattern cannot be used, with its line
   */
  readonly matches: (name: string) => boolean;
}

/**
 * Reads an ignore file as Docker and BuildKit do (github.com/moby/patternmatcher): only a `#` in the first column makes a comment, white
 * space around a pattern is dropped, and `!` makes an exception.
 *
 * @param text the file's content
 * @param file its name, for messages
 * @throws Error when a pattern is malformed, with its line
 */
export function readIgnorePatterns(text: string, file: string): IgnorePattern[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, index) => {
      const written = line.replace(/\r$/, "");
      const trimmed = trim(written);
      return written.startsWith("#") || trimmed === "" ? [] : [patternOf(trimmed, `${file}:${index + 1}`)];
    });
}

function patternOf(written: string, place: string): IgnorePattern {
  const fail = (why: string): never => {
    throw new Error(
      `${place}: the pattern ${written} ${why}: correct the line, or write \\ before a character that is meant itself`,
    );
  };
  const mark = written.startsWith("!") ? "!" : "";
  const inner = trim(written.slice(mark.length));
  const relative = inner === "" ? "" : clean(inner).replace(/^\/(?=.)/s, "");
  // Docker looks for the mark of an exception again after it has cleaned the path.
  const cleaned = clean(trim(mark + relative));
  const isException = cleaned.startsWith("!");
  const glob = isException ? cleaned.slice(1) : cleaned;
  if (glob === "") fail("is an exception from nothing");
  if (isMalformed(glob)) fail("has a [ without its ], an empty range or a \\ at its end");
  let test: ((name: string) => boolean) | undefined;
  const matches = (name: string): boolean => {
    try {
      test ??= compile(glob);
    } catch (error) {
      return fail(`is not one that Docker can use (${(error as Error).message})`);
    }
    return test(name);
  };
  return { glob, isException, matches };
}

/** The shortest path that is the same. */
function clean(name: string): string {
  return path.posix.normalize(name).replace(/(?<=.)\/$/, "");
}

/** A character of a pattern of `filepath.Match`: an escaped one, a set, or any other but `*`. */
const TERM = /\\([^])|\[(\^|(?!\^))((?:(?:\\[^]|[^\\\]-])(?:-(?:\\[^]|[^\\\]-]))?)+)\]|([^\\[])/suy;
const RANGE = /(?:\\([^])|([^]))(?:-(?:\\([^])|([^])))?/gu;

/**
 * Whether Go's `filepath.Match` fails on a pattern with the path `.`, which is what Docker asks of each before it makes an expression of its
 * own of it. It reads no further than to where the path differs.
 */
function isMalformed(glob: string): boolean {
  let name = ".";
  for (let rest = glob; rest !== "";) {
    const [whole = "", stars = "", part = ""] =
      /^(\**)((?:\\[^]|\[(?:\\[^]|[^\\\]])*(?:\]|\\?$)|[^\\[*])*\\?)/u.exec(rest) ?? [];
    rest = rest.slice(whole.length);
    if (stars !== "" && part === "") return false;
    const isDot = termsOf(part);
    if (isDot === undefined) return true;
    const left = (before: string) =>
      isDot.length === 0 ? before : isDot.length === 1 && isDot[0] && before === "." ? "" : undefined;
    const candidates = stars === "" ? [left(name)] : [left(name), ...(name === "." ? [left("")] : [])];
    const next = candidates.find((one) => one === "" || (one !== undefined && rest !== ""));
    if (next === undefined) return false;
    name = next;
  }
  return false;
}

/** Of each character of a pattern without `*`, whether it matches a dot; undefined for a malformed one. */
function termsOf(part: string): boolean[] | undefined {
  const terms: boolean[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < part.length) {
    const [term, escaped, negation, set, plain] = TERM.exec(part) ?? [];
    if (term === undefined) return undefined;
    if (set === undefined) terms.push((escaped ?? plain) === "." || plain === "?");
    else terms.push([...set.matchAll(RANGE)].some(holdsDot) !== (negation === "^"));
  }
  return terms;
}

function holdsDot([, escapedLow, low, escapedHigh, high]: RegExpMatchArray): boolean {
  const first = (escapedLow ?? low) as string;
  const last = escapedHigh ?? high ?? first;
  return first <= "." && last >= ".";
}

/**
 * The test that Docker makes of a pattern. Its rules are not those of `filepath.Match`: `**` crosses directories, a pattern with a wildcard
 * becomes an expression of RE2 in which `|`, `{`, `}` and `^` keep their meaning, and one without is compared as it is.
 */
function compile(glob: string): (name: string) => boolean {
  const characters = [...glob];
  let expression = "^";
  let kind: "exact" | "prefix" | "suffix" | "expression" = "exact";
  for (let at = 0, steps = 0; at < characters.length; steps += 1) {
    const character = characters[at++] as string;
    if (character === "*" && characters[at] === "*") {
      at += 1;
      if (characters[at] === "/") at += 1;
      if (at < characters.length) {
        expression += "(.*/)?";
        kind = "expression";
      } else if (kind === "exact") {
        kind = "prefix";
      } else {
        expression += ".*";
        kind = "expression";
      }
      if (steps === 0) kind = "suffix";
    } else if (character === "*" || character === "?") {
      expression += character === "*" ? "[^/]*" : "[^/]";
      kind = "expression";
    } else if (".+()$".includes(character)) {
      expression += `\\${character}`;
    } else if (character === "\\") {
      expression += `\\${characters[at++] ?? ""}`;
      kind = "expression";
    } else {
      expression += character;
      if (character === "[" || character === "]") kind = "expression";
    }
  }
  switch (kind) {
    case "exact":
      return (name) => name === glob;
    case "prefix":
      return (name) => name.startsWith(glob.slice(0, -2));
    case "suffix": {
      const end = glob.slice(2);
      return (name) => name.endsWith(end) || (end.startsWith("/") && name === end.slice(1));
    }
    case "expression": {
      const compiled = RE2JS.compile(`${expression}$`);
      return (name) => compiled.test(name);
    }
  }
}
