import { WordError } from "./shell-pattern";

/** What `RUN --mount` connects to a command, as far as it decides whether the line is accepted. */
export interface Mount {
  readonly type: string;
  /** Stage or image that it is from; undefined where the context is meant. */
  readonly from: string | undefined;
  readonly target: string;
}

const TYPES = ["bind", "cache", "tmpfs", "secret", "ssh"];
const BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
const SIZE = /^(?:\d+\.?\d*|\.\d+) ?(?:[kKmMgGtTpP]?[iI]?[bB]?)$/;

/** Names of fields, and the one they stand for. */
const FIELDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "type from source target readonly readwrite required size id sharing mode uid gid env"
      .split(" ")
      .map((one) => [one, one]),
  ),
  src: "source",
  dst: "target",
  destination: "target",
  ro: "readonly",
  rw: "readwrite",
};

/**
 * Checks what can be known of a mount before variables have values.
 *
 * @throws WordError when BuildKit would refuse it
 */
export function checkMount(text: string): void {
  const from = mountSource(text);
  const dollar = from?.indexOf("$") ?? -1;
  if (from !== undefined && dollar >= 0 && dollar < from.length - 1) {
    throw new WordError(
      `--mount=${text}: from takes no variables: make a stage of the image, FROM ... AS name, and name that`,
    );
  }
}

/** The stage or image that a mount is from, as it is written. */
export function mountSource(text: string): string | undefined {
  return fieldsOf(text)
    .filter(([name, value]) => name === "from" && value !== undefined)
    .at(-1)?.[1];
}

/**
 * Reads a mount.
 *
 * @param expand gives the values of variables
 * @throws WordError when BuildKit would refuse it
 */
export function parseMount(text: string, expand: (word: string) => string): Mount {
  const fail = (why: string): never => {
    throw new WordError(`--mount=${text}: ${why}`);
  };
  const found = new Map<string, string>([["type", "bind"]]);
  for (const [written, raw] of fieldsOf(text)) {
    const name = Object.hasOwn(FIELDS, written) ? (FIELDS[written] as string) : fail(`there is no field ${written}`);
    const type = found.get("type") as string;
    const isFlag = ["readonly", "readwrite", "required"].includes(name);
    if (raw === undefined && !isFlag) fail(`${written} needs a value`);
    const value = raw === undefined ? "true" : expand(raw);
    if (isFlag && !BOOLEAN.test(value)) fail(`${written} is true or false`);
    if (name === "required" && type !== "secret" && type !== "ssh")
      fail(`required is for secrets and ssh, not for ${type}`);
    if (name === "size" && type !== "tmpfs") fail(`size is for tmpfs, not for ${type}`);
    if (name === "size" && !SIZE.test(value)) fail("size is a number of bytes, such as 64m");
    if (name === "type" && !TYPES.includes(value.toLowerCase())) fail(`type is one of ${TYPES.join(", ")}`);
    if (name === "sharing" && !["shared", "private", "locked"].includes(value.toLowerCase())) {
      fail("sharing is shared, private or locked");
    }
    if (name === "mode" && !isNumber(value, 8)) fail("mode is an octal number");
    if ((name === "uid" || name === "gid") && !isNumber(value, 10)) fail(`${name} is a number`);
    found.set(name, name === "type" || name === "sharing" ? value.toLowerCase() : value);
  }
  const type = found.get("type") as string;
  const has = (name: string) => (found.get(name) ?? "") !== "";
  for (const name of ["mode", "uid", "gid"]) {
    if (found.has(name) && !["secret", "ssh", "cache"].includes(type)) fail(`${name} does not go with ${type}`);
  }
  if (type === "secret") {
    if (has("from")) fail("a secret has no from");
    if (!has("source") && !has("target") && !has("id")) fail("a secret needs id or target");
    if (has("source") && has("id")) fail("a secret has a source or an id, not both");
  }
  if (has("sharing") && type !== "cache") fail("sharing is for caches");
  return { type, from: has("from") ? found.get("from") : undefined, target: found.get("target") ?? "" };
}

function isNumber(text: string, radix: 8 | 10): boolean {
  return (radix === 8 ? /^[0-7]+$/ : /^\d+$/).test(text) && parseInt(text, radix) < 2 ** 32;
}

/** The fields of a mount, which is a line of CSV; one without a value has undefined. */
function fieldsOf(text: string): [name: string, value: string | undefined][] {
  if (text === "") throw new WordError("--mount= is empty: write type=...,target=...");
  return splitCsv(text).map((field) => {
    const equals = field.indexOf("=");
    return equals < 0
      ? [field.toLowerCase(), undefined]
      : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
  });
}

function splitCsv(line: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; at += 1) {
    const [whole, quoted, plain] = /^"((?:[^"]|"")*)"(?=,|$)|^([^",]*)(?=,|$)/s.exec(line.slice(at)) ?? [];
    if (whole === undefined) throw new WordError(`--mount=${line}: a " stands where none may, or does not end`);
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    at += whole.length;
    if (at >= line.length) return fields;
  }
}
