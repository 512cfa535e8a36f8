import { isSpace, trimStart } from "../white-space";
import { WordError } from "./shell-pattern";

/** A name and what it is set to. */
export interface Pair {
  readonly name: string;
  /** As it is written; undefined for an ARG without a default. */
  readonly value: string | undefined;
}

const BLANKS = /[\t\v\f\r ]+/;

/** The flags at the beginning of an instruction's arguments, without quotes, and the rest. */
export function splitFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(text[at] ?? "")) at += 1;
    if (!text.startsWith("--", at)) return { flags, rest: text.slice(at) };
    let word = "";
    let quote: string | undefined;
    let hadQuote = false;
    for (; at < text.length; at += 1) {
      const character = text[at] as string;
      if (quote === undefined && isSpace(character)) break;
      if (quote === undefined && (character === "'" || character === '"')) {
        quote = character;
        hadQuote = true;
      } else if (character === quote) quote = undefined;
      else if (character !== escape) word += character;
      else if (at + 1 < text.length) word += text[(at += 1)];
    }
    if (word === "--") return { flags, rest: text.slice(at) };
    if (word !== "" || hadQuote) flags.push(word);
  }
}

/** Words between white space, with their quotes and escapes. */
export function splitWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = "";
  let hadQuote = false;
  let quote: string | undefined;
  const finish = () => {
    if (word !== "" || hadQuote) words.push(word);
    word = "";
    hadQuote = false;
  };
  const characters = [...text];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] as string;
    if (quote === undefined && isSpace(character)) finish();
    else if (character === escape && quote !== "'") {
      // One at the end is nothing.
      if (at + 1 < characters.length) word += character + (characters[(at += 1)] as string);
    } else {
      if (quote === undefined && (character === "'" || character === '"')) {
        quote = character;
        hadQuote = true;
      } else if (character === quote) quote = undefined;
      word += character;
    }
  }
  finish();
  return words;
}

/** What stands between blanks; quotes count for nothing. */
export function splitBlanks(text: string): string[] {
  return text === "" ? [] : text.split(BLANKS);
}

/** The first word and the rest. */
export function splitFirst(text: string): [first: string, rest: string | undefined] {
  const blank = BLANKS.exec(text);
  return blank === null ? [text, undefined] : [text.slice(0, blank.index), text.slice(blank.index + blank[0].length)];
}

/**
 * A list of strings in JSON.
 *
 * @returns undefined for what is not a list
 * @throws WordError for a list of anything but strings
 */
export function listOfJson(text: string): string[] | undefined {
  const start = trimStart(text);
  if (!start.startsWith("[")) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(start);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  if (!list.every((one) => typeof one === "string")) {
    throw new WordError("a list in JSON may hold strings only: write each word in double quotes");
  }
  return list;
}

/**
 * What ENV and LABEL set: `name=value ...`, or a name and the rest of the line.
 *
 * @throws WordError when a word sets nothing
 */
export function pairsOf(text: string, keyword: string, escape: string): Pair[] {
  const words = splitWords(text, escape);
  const [first] = words;
  if (first === undefined) return [];
  if (!first.includes("=")) {
    const [name, value] = splitFirst(text);
    if (value === undefined) throw new WordError(`${keyword} ${name} has no value: write ${keyword} ${name}=value`);
    return [{ name, value }];
  }
  return words.map((word) => {
    const equals = word.indexOf("=");
    if (equals < 0)
      throw new WordError(`${keyword} has the word ${word} without =: write name=value, in quotes if it has spaces`);
    return { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}

/** What ARG declares: names, each with a default or without. */
export function declarationsOf(text: string, escape: string): Pair[] {
  return splitWords(text, escape).map((word) => {
    const equals = word.indexOf("=");
    return equals < 0
      ? { name: word, value: undefined }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}
