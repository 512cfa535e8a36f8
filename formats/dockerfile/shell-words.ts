import { isSpace } from "../white-space";
import { replaced, withoutPrefix, withoutSuffix, WordError } from "./shell-pattern";

/** Gives the value of a variable; undefined for one that is not set. */
export type Lookup = (name: string) => string | undefined;

/** How words are read. */
export interface WordOptions {
  /** The character that takes the meaning of the next one. @default "\\" */
  readonly escape?: string;
  /** Keeps quotes. @default false */
  readonly rawQuotes?: boolean;
  /** Keeps escape characters. @default false */
  readonly rawEscapes?: boolean;
  /** Takes quotes for ordinary characters. @default false */
  readonly skipQuotes?: boolean;
  /** Keeps variables that are not set as they are written. @default false */
  readonly skipUnset?: boolean;
}

/**
 * Expands the variables, quotes and escapes of a word of a Dockerfile, as BuildKit's lexer does: `$name`, `${name}` and the modifiers
 * `:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`.
 *
 * @param text the word as it is written
 * @param lookup what variables there are
 * @throws WordError when the word is malformed, or a variable that must be set is not
 */
export function expandWord(text: string, lookup: Lookup, options: WordOptions = {}): string {
  return new Lexer(text, lookup, options).read().text;
}

/** The same, split at white space that neither quotes nor escapes protect, after the variables have been expanded. */
export function expandWords(text: string, lookup: Lookup, options: WordOptions = {}): string[] {
  return new Lexer(text, lookup, options).read().words;
}

/** Parameters of the shell that have a name of one character. */
const SPECIAL = new Set("@*#?-$!");

class Lexer {
  readonly #characters: readonly string[];
  #at = 0;
  readonly #escape: string;
  #rawEscapes: boolean;
  /** The word that is being read. There is one for all levels: that of a modifier takes it from the one around it, in BuildKit too. */
  #word = "";

  constructor(
    text: string,
    private readonly lookup: Lookup,
    private readonly options: WordOptions,
  ) {
    this.#characters = [...text];
    this.#escape = options.escape ?? "\\";
    this.#rawEscapes = options.rawEscapes ?? false;
  }

  read(): { text: string; words: string[] } {
    return this.#until(undefined, this.#rawEscapes, false);
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  /** @param keepsPattern doubles escapes in quotes, for a pattern is read once more */
  #until(stop: string | undefined, rawEscapes: boolean, keepsPattern: boolean): { text: string; words: string[] } {
    const before = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    try {
      let text = "";
      const words: string[] = [];
      let isInWord = false;
      this.#word = "";
      const addRaw = (part: string) => {
        this.#word += part;
        isInWord = true;
      };
      const finish = () => {
        if (this.#word !== "") words.push(this.#word);
        this.#word = "";
      };
      const add = (character: string) => {
        if (!isSpace(character)) addRaw(character);
        else if (isInWord && this.#word !== "") {
          finish();
          isInWord = false;
        }
      };
      for (let character = this.#next; character !== undefined; character = this.#next) {
        if (character === stop) {
          this.#at += 1;
          finish();
          return { text, words };
        }
        const part = this.#special(character, keepsPattern);
        if (part !== undefined) {
          text += part;
          if (character === "$") for (const one of part) add(one);
          else addRaw(part);
          continue;
        }
        this.#at += 1;
        if (character !== this.#escape) {
          add(character);
          text += character;
          continue;
        }
        if (this.#rawEscapes) {
          addRaw(character);
          text += character;
        }
        const escaped = this.#next;
        if (escaped === undefined) break;
        this.#at += 1;
        addRaw(escaped);
        text += escaped;
      }
      if (stop !== undefined) throw new WordError(`there is no ${stop} that ends what "\${" begins`);
      finish();
      return { text, words };
    } finally {
      this.#rawEscapes = before;
    }
  }

  /** What a character with a meaning, and all that belongs to it, stands for. */
  #special(character: string, keepsPattern: boolean): string | undefined {
    if (character === "$") return this.#dollar();
    if (character === "<") return this.#heredoc();
    if (this.options.skipQuotes) return undefined;
    if (character === "'") return this.#singleQuotes(keepsPattern);
    return character === '"' ? this.#doubleQuotes(keepsPattern) : undefined;
  }

  #singleQuotes(keepsPattern: boolean): string {
    this.#at += 1;
    const end = this.#characters.indexOf("'", this.#at);
    if (end < 0) throw new WordError("there is no ' that ends what ' begins");
    let inner = this.#characters.slice(this.#at, end).join("");
    this.#at = end + 1;
    if (keepsPattern) inner = inner.replaceAll(this.#escape, this.#escape.repeat(2));
    return this.options.rawQuotes ? `'${inner}'` : inner;
  }

  #doubleQuotes(keepsPattern: boolean): string {
    this.#at += 1;
    let inner = "";
    for (let character = this.#next; character !== '"'; character = this.#next) {
      if (character === undefined) throw new WordError('there is no " that ends what " begins');
      if (character === "$") {
        inner += this.#dollar();
        continue;
      }
      this.#at += 1;
      if (character !== this.#escape) {
        inner += character;
        continue;
      }
      const escaped = this.#next;
      if (escaped === undefined) continue;
      if (['"', "$", this.#escape].includes(escaped)) {
        if (this.#rawEscapes) inner += character;
        inner += escaped;
        this.#at += 1;
      } else {
        if (this.#rawEscapes && (!this.options.rawQuotes || keepsPattern)) inner += character;
        inner += character;
      }
    }
    this.#at += 1;
    return this.options.rawQuotes ? `"${inner}"` : inner;
  }

  #dollar(): string {
    this.#at += 1;
    if (this.#next !== "{") {
      const name = this.#name();
      if (name === "") return "$";
      return this.lookup(name) ?? (this.options.skipUnset ? `$${name}` : "");
    }
    this.#at += 1;
    if (this.#next === undefined || "{}:".includes(this.#next)) {
      throw new WordError("${ needs the name of a variable behind it, and } at its end");
    }
    const name = this.#name();
    let sign = this.#take();
    if (sign === "}") return this.lookup(name) ?? (this.options.skipUnset ? `\${${name}}` : "");
    if (sign === "/") return this.#replacement(name);
    if (sign === "") throw new WordError(`there is no } that ends what "\${${name}" begins`);
    const isEmptyUnset = sign === ":";
    if (isEmptyUnset) sign = this.#take();
    const signs = `${isEmptyUnset ? ":" : ""}${sign}`;
    const isPattern = sign === "#" || sign === "%";
    if (!["+", "-", "?"].includes(sign) && (!isPattern || isEmptyUnset)) {
      throw new WordError(
        `\${${name}${signs}...} has a modifier that does not exist: there are :- - :+ + :? ? # ## % %% / //`,
      );
    }
    const word = this.#until("}", isPattern, isPattern).text;
    const value = this.lookup(name);
    if (value === undefined && this.options.skipUnset) return `\${${name}${signs}${word}}`;
    if (isPattern) {
      const isGreedy = word.startsWith(sign);
      const cut = sign === "%" ? withoutSuffix : withoutPrefix;
      return cut(value ?? "", isGreedy ? word.slice(1) : word, isGreedy);
    }
    const isGiven = value !== undefined && !(isEmptyUnset && value === "");
    if (sign === "-") return isGiven ? value : word;
    if (sign === "+") return isGiven ? word : "";
    if (isGiven) return value;
    throw new WordError(
      `${name} must ${isEmptyUnset && value === "" ? "not be empty" : "be set"}${word && `: ${word}`}`,
    );
  }

  /** `${name/pattern/replacement}` */
  #replacement(name: string): string {
    const isEvery = this.#next === "/";
    if (isEvery) this.#at += 1;
    const pattern = this.#until("/", true, true).text;
    const replacement = this.#until("}", true, false).text;
    const value = this.lookup(name);
    if (value === undefined && this.options.skipUnset) return `\${${name}/${pattern}/${replacement}}`;
    return replaced(value ?? "", pattern, replacement, isEvery);
  }

  #take(): string {
    const character = this.#next ?? "";
    this.#at += 1;
    return character;
  }

  #name(): string {
    const rest = this.#characters.slice(this.#at).join("");
    const [special] = rest;
    const name =
      special !== undefined && SPECIAL.has(special)
        ? special
        : (/^\p{Nd}+|^[\p{L}_][\p{L}\p{Nd}_]*/u.exec(rest)?.[0] ?? "");
    this.#at += [...name].length;
    return name;
  }

  #heredoc(): string {
    this.#at += 1;
    if (this.#next !== "<") return "<";
    this.#at += 1;
    let space = "";
    while (this.#next !== undefined && "\t\r ".includes(this.#next)) space += this.#take();
    return `<<${space}`;
  }
}
