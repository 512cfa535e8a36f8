import { expandWords } from "./shell-words";

/** A document in a Dockerfile: `<<EOF`, the lines behind the instruction, and `EOF`. */
export interface Heredoc {
  readonly name: string;
  /** Whether variables in it are expanded: not where its name has quotes. */
  readonly isExpanded: boolean;
  /** Whether tabs at the beginning of its lines are left out: `<<-`. */
  readonly isChomped: boolean;
  /** Its lines, each with its end. */
  readonly content: string;
}

const nothing = () => undefined;
const quotesIn = (text: string) => text.match(/["']/g)?.length ?? 0;

/**
 * Reads the beginning of a document.
 *
 * @param word such as `<<EOF`, `<<-"EOF"` or `3<<EOF`
 * @returns undefined for what begins none
 * @throws WordError when its quotes are not closed
 */
export function parseHeredoc(word: string): Heredoc | undefined {
  const [, , dash, rest = ""] = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word) ?? [];
  if (rest === "") return undefined;
  const [name, ...more] = expandWords(rest, nothing, { skipUnset: true });
  if (name === undefined || more.length > 0) return undefined;
  const raw = expandWords(rest, nothing, { skipUnset: true, rawQuotes: true })[0] ?? "";
  return { name, isExpanded: quotesIn(name) === quotesIn(raw), isChomped: dash === "-", content: "" };
}

/** The documents that begin in a line, in order. */
export function heredocsIn(line: string): Heredoc[] {
  let words: string[];
  try {
    words = expandWords(line, nothing, { rawQuotes: true, rawEscapes: true, skipUnset: true });
  } catch {
    // A line that the shell reads otherwise: it has no documents for BuildKit.
    return [];
  }
  return words.flatMap((word) => parseHeredoc(word) ?? []);
}

/** The content of a document as the instruction gets it. */
export function contentOf({ content, isChomped }: Heredoc): string {
  return isChomped ? content.replace(/^\t+/gm, "") : content;
}
