import { trim } from "../white-space";
import { parseHeredoc } from "./heredoc";
import { checkMount } from "./mounts";
import type { Instruction } from "./parser";
import { WordError } from "./shell-pattern";

type FlagKind = "boolean" | "string" | "strings";
type Flags = Readonly<Record<string, FlagKind>>;

const COPY: Flags = { chown: "string", chmod: "string", link: "boolean", exclude: "strings" };

/** Flags by keyword; those of an instruction that is not here are not looked at, as BuildKit does not either. */
const FLAGS: Readonly<Record<string, Flags>> = {
  ADD: { ...COPY, "keep-git-dir": "boolean", checksum: "string", unpack: "boolean" },
  COPY: { ...COPY, from: "string", parents: "boolean" },
  FROM: { platform: "string" },
  HEALTHCHECK: {
    interval: "string",
    timeout: "string",
    "start-period": "string",
    "start-interval": "string",
    retries: "string",
  },
  RUN: { mount: "strings", network: "string", security: "string", device: "strings" },
  ...Object.fromEntries(
    "CMD ENTRYPOINT ENV EXPOSE LABEL MAINTAINER ONBUILD SHELL USER VOLUME WORKDIR".split(" ").map((one) => [one, {}]),
  ),
};

/** Instructions with one argument. */
const SINGLE = new Set(["MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"]);
const KEYWORDS = new Set([...Object.keys(FLAGS), "ARG", "STOPSIGNAL"]);

/** The values of a flag of an instruction, in order; a flag without a value has "". */
export function flagValues({ flags }: Pick<Instruction, "flags">, name: string): string[] {
  return flags.flatMap((flag) => {
    const [written = "", ...value] = flag.split("=");
    return written === `--${name}` ? [value.join("=")] : [];
  });
}

/** The value of a flag of an instruction that may be there once. */
export function flagValue(instruction: Pick<Instruction, "flags">, name: string): string | undefined {
  return flagValues(instruction, name)[0];
}

/**
 * Checks an instruction as far as that can be done without the values of variables.
 *
 * @throws WordError when BuildKit would refuse it
 */
export function checkInstruction(instruction: Instruction): void {
  const { keyword, words } = instruction;
  if (!KEYWORDS.has(keyword)) throw new WordError(`${keyword || "nothing"} is not an instruction: correct its name`);
  if (keyword !== "HEALTHCHECK" || words[0]?.toUpperCase() !== "NONE") checkFlags(instruction);
  if (SINGLE.has(keyword) && words.length === 0) throw new WordError(`${keyword} needs an argument`);
  switch (keyword) {
    case "ADD":
    case "COPY":
      return checkCopy(instruction);
    case "ARG":
    case "ENV":
    case "LABEL":
      if (instruction.pairs.length === 0) throw new WordError(`${keyword} needs at least one name`);
      if (instruction.pairs.some(({ name }) => name === ""))
        throw new WordError(`${keyword} ${instruction.content} has an = without a name`);
      return;
    case "EXPOSE":
    case "VOLUME":
      if (words.length === 0) throw new WordError(`${keyword} needs at least one argument`);
      if (words.some((word) => keyword === "VOLUME" && trim(word) === ""))
        throw new WordError("VOLUME has an empty path");
      return;
    case "FROM":
      return checkFrom(words);
    case "HEALTHCHECK":
      return checkHealthcheck(instruction);
    case "ONBUILD":
      return checkOnbuild(instruction);
    case "RUN":
      return checkRun(instruction);
    case "SHELL":
      if (!instruction.isJson || words.length === 0)
        throw new WordError('SHELL takes a list in JSON: SHELL ["/bin/sh", "-c"]');
  }
}

function checkFlags(instruction: Instruction): void {
  const known = FLAGS[instruction.keyword];
  const used = new Set<string>();
  for (const flag of known ? instruction.flags : []) {
    const [written = "", ...rest] = flag.split("=");
    const value = rest.length === 0 ? undefined : rest.join("=");
    const name = written.slice(2);
    const kind = known && Object.hasOwn(known, name) ? known[name] : undefined;
    const fail = (why: string): never => {
      throw new WordError(`${instruction.keyword} ${flag}: ${why}`);
    };
    if (kind === undefined) {
      const names = Object.keys(known ?? {}).map((one) => `--${one}`);
      fail(`there is no such flag${names.length > 0 ? `, but ${names.join(", ")}` : ": remove it"}`);
    }
    if (used.has(name) && kind !== "strings") fail("the flag is there twice: remove one");
    used.add(name);
    if (kind === "boolean" && !(value === undefined || /^(?:true|false)$/i.test(value)))
      fail("its value is true or false");
    if (kind !== "boolean" && value === undefined) fail(`it needs a value: ${written}=value`);
  }
}

function checkCopy({ keyword, words }: Instruction): void {
  if (words.length < 2) throw new WordError(`${keyword} needs a source and a destination`);
  if (isHeredoc(words.at(-1) as string))
    throw new WordError(`${keyword} has a document for its destination: write a path`);
}

/** Whether a word begins a document; what is malformed does not. */
export function isHeredoc(word: string): boolean {
  try {
    return parseHeredoc(word) !== undefined;
  } catch {
    return false;
  }
}

function checkFrom(words: readonly string[]): void {
  const [, as = "", name = ""] = words;
  if (words.length !== 1 && !(words.length === 3 && as.toLowerCase() === "as")) {
    throw new WordError(`FROM ${words.join(" ")}: write FROM image, or FROM image AS name`);
  }
  if (words.length === 3 && !/^[a-z][a-z0-9-_.]*$/.test(name.toLowerCase())) {
    throw new WordError(`the stage's name ${name} must begin with a letter, and hold letters, digits, - _ and . only`);
  }
}

const DURATION = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

function checkHealthcheck(instruction: Instruction): void {
  const [type, ...command] = instruction.words;
  if (type === undefined) throw new WordError("HEALTHCHECK needs CMD and a command, or NONE");
  if (type.toUpperCase() === "NONE") {
    if (command.length > 0) throw new WordError("HEALTHCHECK NONE takes no arguments");
    return;
  }
  if (type.toUpperCase() !== "CMD") throw new WordError(`HEALTHCHECK ${type}: write CMD and a command, or NONE`);
  if (command.length === 0) throw new WordError("HEALTHCHECK CMD needs a command");
  for (const name of ["interval", "timeout", "start-period", "start-interval"]) {
    const value = flagValue(instruction, name) ?? "";
    if (value !== "" && !isInterval(value))
      throw new WordError(`--${name}=${value} must be 0 or a duration from 1ms on, such as 30s`);
  }
  const retries = flagValue(instruction, "retries") ?? "";
  if (retries !== "" && !(/^\+?\d+$|^-0+$/.test(retries) && Number(retries) < 2 ** 31)) {
    throw new WordError(`--retries=${retries} must be a number from 0 on`);
  }
}

function isInterval(text: string): boolean {
  if (/^[-+]?0$/.test(text)) return true;
  if (!DURATION.test(text)) return false;
  const parts = [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)];
  const total = parts.reduce(
    (sum, [, count, unit = ""]) => sum + Math.trunc(Number(count) * (NANOSECONDS[unit] ?? 0)),
    0,
  );
  return total === 0 || (!text.startsWith("-") && total >= 1e6);
}

function checkOnbuild({ content }: Instruction): void {
  const trigger = content.split(/\s/, 1)[0]?.toUpperCase() ?? "";
  if (trigger === "") throw new WordError("ONBUILD needs an instruction");
  if (["ONBUILD", "MAINTAINER", "FROM"].includes(trigger)) throw new WordError(`ONBUILD ${trigger} does not exist`);
}

function checkRun(instruction: Instruction): void {
  const network = flagValue(instruction, "network") ?? "default";
  if (!["default", "none", "host"].includes(network))
    throw new WordError(`--network=${network} must be default, none or host`);
  const security = flagValue(instruction, "security") ?? "sandbox";
  if (!["insecure", "sandbox"].includes(security))
    throw new WordError(`--security=${security} must be sandbox or insecure`);
  for (const mount of flagValues(instruction, "mount")) checkMount(mount);
}
