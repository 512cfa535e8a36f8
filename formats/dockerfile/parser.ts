import { trim, trimStart } from "../white-space";
import { declarationsOf, listOfJson, pairsOf, splitBlanks, splitFirst, splitFlags, type Pair } from "./arguments";
import { atLine, DockerfileError } from "./error";
import { heredocsIn, type Heredoc } from "./heredoc";
import { checkInstruction } from "./syntax";

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** Flags without quotes: `--from=build`. */
  readonly flags: readonly string[];
  /** What stands behind the flags, continued lines joined. */
  readonly content: string;
  /** The words of the content, or the strings of its list in JSON; of RUN, CMD and others for the shell the whole as one. */
  readonly words: readonly string[];
  /** Whether the content is a list in JSON. */
  readonly isJson: boolean;
  /** What ENV, LABEL and ARG set. */
  readonly pairs: readonly Pair[];
  /** The documents behind ADD, COPY and RUN. */
  readonly heredocs: readonly Heredoc[];
  /** The line it begins in, from 1. */
  readonly line: number;
  /** The instruction as it is written, continued lines joined. */
  readonly text: string;
}

/** A part of a Dockerfile that begins with FROM. */
export interface Stage {
  /** From 0. */
  readonly index: number;
  /** In small letters; undefined where it has none. */
  readonly name: string | undefined;
  /** What it is made from, as it is written. */
  readonly image: string;
  readonly from: Instruction;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile. */
export interface Dockerfile {
  /** The character that takes the meaning of the next one, and continues lines at their end. */
  readonly escape: string;
  /** The ARG lines before the first FROM. */
  readonly initial: readonly Instruction[];
  readonly stages: readonly Stage[];
}

const CONTINUATIONS: Readonly<Record<string, RegExp>> = {
  "\\": /([^\\])\\[ \t]*$|^\\[ \t]*$/,
  "`": /([^`])`[ \t]*$|^`[ \t]*$/,
};
const DIRECTIVE = /^#[\t-\r \u0085\u00a0]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/;
const DIRECTIVES = new Set(["syntax", "escape", "check"]);
const NO_BASE = "there is no FROM: a Dockerfile begins with its base image";
/** The longest line that BuildKit reads. */
const LONGEST_LINE = 65_535;

/**
 * Reads a Dockerfile as BuildKit does: directives of the parser, continued lines, comments between them, documents, and the syntax of each
 * instruction. What its variables come to is not looked at.
 *
 * @throws DockerfileError when BuildKit would not read it, with the line
 */
export function parseDockerfile(text: string): Dockerfile {
  const { escape, instructions } = new Reader(text).read();
  if (!instructions.some(({ keyword }) => keyword === "FROM")) throw new DockerfileError(undefined, NO_BASE);
  const initial: Instruction[] = [];
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.keyword === "FROM") {
      const [image = "", , name] = instruction.words;
      stages.push({ index: stages.length, name: name?.toLowerCase(), image, from: instruction, instructions: [] });
    } else if (stage) stage.instructions.push(instruction);
    else if (instruction.keyword === "ARG") initial.push(instruction);
    else {
      throw new DockerfileError(
        instruction.line,
        `${instruction.keyword} stands before the first FROM, where only ARG may: move it`,
      );
    }
  }
  return { escape, initial, stages };
}

/**
 * Reads one instruction alone, as that of ONBUILD is read when it is run.
 *
 * @param line what messages name
 * @throws DockerfileError when it is none, or more than one
 */
export function parseTrigger(text: string, line: number): Instruction {
  const { instructions } = new Reader(text, line).read();
  const [instruction, ...more] = instructions;
  if (!instruction || more.length > 0) throw new DockerfileError(line, "ONBUILD takes one instruction");
  return instruction;
}

class Reader {
  readonly #lines: readonly string[];
  #at = 0;
  #escape = "\\";
  readonly #seen = new Set<string>();
  #hasDirectives = true;

  /** @param only the line that all is said to be in */
  constructor(
    text: string,
    private readonly only?: number,
  ) {
    this.#lines = text.replace(/^\uFEFF/, "").match(/[^\n]*\n|[^\n]+$/g) ?? [];
  }

  read(): { escape: string; instructions: Instruction[] } {
    const instructions: Instruction[] = [];
    while (this.#at < this.#lines.length) {
      let { text, isContinued } = this.#continued(this.#directive(trimStart(this.#take())));
      const line = this.only ?? this.#at;
      if (text === "" && !isContinued) continue;
      while (isContinued && this.#at < this.#lines.length) {
        const raw = this.#take();
        const next = this.#directive(raw);
        if (next === "" || trimStart(next) === "") continue;
        const continued = this.#continued(next);
        text += continued.text;
        isContinued = continued.isContinued;
      }
      instructions.push(this.#instruction(text, line));
    }
    return { escape: this.#escape, instructions };
  }

  /** The next line, without its end. */
  #take(): string {
    const line = this.#lines[this.#at++] as string;
    if (Buffer.byteLength(line) > LONGEST_LINE) {
      throw new DockerfileError(this.#at, `the line is longer than ${LONGEST_LINE} bytes: continue it on others`);
    }
    return line.replace(/[\r\n]+$/, "");
  }

  /** Takes note of a directive; gives nothing for a comment. */
  #directive(line: string): string {
    const [, name = "", value] = (this.#hasDirectives && DIRECTIVE.exec(line)) || [];
    const directive = name.toLowerCase();
    this.#hasDirectives &&= DIRECTIVES.has(directive);
    if (this.#hasDirectives) {
      if (this.#seen.has(directive)) {
        throw new DockerfileError(this.#at, `the directive ${directive} is there twice: remove one`);
      }
      this.#seen.add(directive);
      if (directive === "escape") {
        if (value !== "\\" && value !== "`") {
          throw new DockerfileError(this.#at, `escape=${value}: the escape character is \\ or \`, no other`);
        }
        this.#escape = value;
      }
    }
    return trimStart(line).startsWith("#") ? "" : line;
  }

  #continued(line: string): { text: string; isContinued: boolean } {
    const continuation = CONTINUATIONS[this.#escape] as RegExp;
    const isContinued = continuation.test(line);
    return { text: isContinued ? line.replace(continuation, "$1") : line, isContinued };
  }

  #instruction(text: string, line: number): Instruction {
    return atLine(line, () => {
      const instruction = instructionOf(text, line, this.#escape);
      const holder =
        instruction.keyword === "ONBUILD" ? instructionOf(instruction.content, line, this.#escape) : instruction;
      const heredocs =
        text.includes("<<") && ["ADD", "COPY", "RUN"].includes(holder.keyword) && !holder.isJson
          ? heredocsIn(text).map((heredoc) => this.#filled(heredoc, line))
          : [];
      const whole = { ...instruction, heredocs };
      checkInstruction(whole);
      return whole;
    });
  }

  #filled(heredoc: Heredoc, line: number): Heredoc {
    let content = "";
    while (this.#at < this.#lines.length) {
      const raw = this.#lines[this.#at++] as string;
      const written = raw.replace(/[\r\n]+$/, "");
      if ((heredoc.isChomped ? written.replace(/^\t+/, "") : written) === heredoc.name) return { ...heredoc, content };
      content += raw;
    }
    throw new DockerfileError(
      line,
      `the document <<${heredoc.name} does not end: write ${heredoc.name} on a line of its own behind it`,
    );
  }
}

function instructionOf(text: string, line: number, escape: string): Instruction {
  const [first, rest = ""] = splitFirst(trim(text));
  const keyword = first.toUpperCase();
  const { flags, rest: behind } = splitFlags(rest, escape);
  const content = trim(behind);
  return {
    keyword,
    flags,
    content,
    words: [],
    isJson: false,
    pairs: [],
    heredocs: [],
    line,
    text,
    ...argumentsOf(keyword, content, escape),
  };
}

function argumentsOf(keyword: string, content: string, escape: string): Partial<Instruction> {
  const whole = content === "" ? [] : [content];
  switch (keyword) {
    case "ENV":
    case "LABEL":
      return { words: whole, pairs: pairsOf(content, keyword, escape) };
    case "ARG":
      return { words: whole, pairs: declarationsOf(content, escape) };
    case "EXPOSE":
    case "FROM":
      return { words: splitBlanks(content) };
    case "ADD":
    case "COPY":
    case "VOLUME": {
      const list = listOfJson(content);
      return { words: list ?? splitBlanks(content), isJson: list !== undefined };
    }
    case "CMD":
    case "ENTRYPOINT":
    case "RUN":
    case "SHELL": {
      const list = listOfJson(content);
      return { words: list ?? whole, isJson: list !== undefined };
    }
    case "HEALTHCHECK": {
      const [, type = "", command = ""] = /^(\S*)\s*([^]*)$/.exec(content) ?? [];
      const list = listOfJson(command);
      const words = list ?? (command === "" ? [] : [command]);
      return { words: type === "" ? [] : [type, ...words], isJson: list !== undefined };
    }
    default:
      return { words: whole };
  }
}
