import { isSecretValue } from "../../policy/lib/secrets";
import { isUnknown } from "../../policy/lib/unknown";

/** A value as reports may show it. */
export type Shown =
  /** In plain text: a string as it is, everything else as JSON. */
  | { readonly kind: "plain"; readonly text: string }
  /** Marked as a secret, made from one, or looking like one. */
  | { readonly kind: "secret" }
  /** Known only after the update. */
  | { readonly kind: "unknown" };

export const SECRET: Shown = { kind: "secret" };
export const UNKNOWN: Shown = { kind: "unknown" };

/** What stands where a secret was. */
export const MASKED = "[secret]";

/** What stands within a longer value where something is known only after the update. */
const NOT_KNOWN = "(known after the update)";

/** The key by which the engine tells special values, and its value for secrets. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Last words of names whose values are secrets. */
const SECRET_NAMES =
  /(^|[^a-z])(pass(word|wd|phrase)?|secret|token|credentials?|(api|private|access|secret|encryption|signing)[^a-z]?key|auth)$/;

/** Where Kubernetes keeps secrets, whether somebody marked them or not. */
const SECRET_TYPES = /^kubernetes:core\/v1:Secret(Patch)?$/;
const SECRET_FIELDS = ["data", "stringData"];

/** The shortest known secret that is looked for within longer texts; a shorter one is found only where it is the whole value. */
const SHORTEST_WITHIN = 6;

/** A run of characters that no word has: a key, or something encoded. */
const RANDOM = /(?<![\w+/=.-])(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[A-Za-z0-9+/=_-]{24,}(?![\w+/=.-])/g;

/** Bits of a character of what counts as random. */
const RANDOM_ENTROPY = 4;

/** Where a value stands. */
export interface Place {
  /** Type of the resource. */
  readonly type: string;
  /** Path within its properties. */
  readonly path: readonly (string | number)[];
  /** The map or list that the value stands in: an environment variable has its name beside its value. */
  readonly holder?: unknown;
}

/** Keeps secrets out of whatever is shown: values that are marked, that are known to be secret, or that look like secrets. */
export class Mask {
  readonly #whole: ReadonlySet<string>;
  readonly #within: RegExp | undefined;

  /** @param known the values of secrets that are known, wherever they turn up; also found in base64 */
  constructor(known: Iterable<string> = []) {
    const values = [...new Set(known)].filter((value) => value !== "");
    const forms = values.flatMap((value) => [value, Buffer.from(value).toString("base64")]);
    this.#whole = new Set(forms);
    const long = forms.filter((form) => form.length >= SHORTEST_WITHIN).toSorted((a, b) => b.length - a.length);
    this.#within = long.length > 0 ? new RegExp(long.map(literal).join("|"), "g") : undefined;
  }

  /** Shows a value at its place. */
  show(value: unknown, place: Place): Shown {
    if (isUnknown(value)) return UNKNOWN;
    const clean = this.#clean(value, place);
    if (clean === MASKED) return SECRET;
    return { kind: "plain", text: typeof clean === "string" ? clean : JSON.stringify(clean) };
  }

  /** A text, such as a message, without secrets. */
  text(text: string): string {
    if (this.#whole.has(text)) return MASKED;
    const known = this.#within === undefined ? text : text.replace(this.#within, MASKED);
    if (isSecretValue(known)) return known.split(/(\s+)/).map(hideSecretValue).join("").replace(PEM, MASKED);
    return known.replace(RANDOM, (run) => (entropy(run) >= RANDOM_ENTROPY ? MASKED : run));
  }

  #clean(value: unknown, place: Place): unknown {
    if (value === null || value === undefined || typeof value === "boolean" || typeof value === "number") return value;
    if (typeof value === "string") {
      if (isUnknown(value)) return NOT_KNOWN;
      if (value === MASKED || isSecretPlace(place)) return MASKED;
      const text = this.text(value);
      // Of a value that has a secret in it, what stands around it may tell it too.
      return text === value ? value : MASKED;
    }
    if (isMarked(value)) return MASKED;
    if (Array.isArray(value)) {
      return value.map((one, index) => this.#clean(one, { ...place, path: [...place.path, index], holder: value }));
    }
    const entries = Object.entries(value as Record<string, unknown>);
    return Object.fromEntries(
      entries.map(([key, one]) => [
        // Keys are the program's words, and may hold as much.
        this.text(key),
        this.#clean(one, { ...place, path: [...place.path, key], holder: value }),
      ]),
    );
  }
}

/** Whether an unknown is anywhere in a value. */
export function containsUnknown(value: unknown): boolean {
  if (typeof value === "string") return isUnknown(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}

/** Whether the engine has marked a value as a secret: its text is not in it any more. */
export function isMarked(value: object): boolean {
  return (value as Record<string, unknown>)[SIGNATURE] === SECRET_SIGNATURE;
}

/** Whether a text at this place is a secret whatever it says. */
function isSecretPlace({ type, path, holder }: Place): boolean {
  if (SECRET_TYPES.test(type) && path.length > 1 && SECRET_FIELDS.includes(String(path[0]))) return true;
  const last = path.findLast((element) => typeof element === "string");
  if (last === undefined) return false;
  const { name } = (holder ?? {}) as { name?: unknown };
  // An environment variable: its name says what its value is.
  return isSecretName(last === "value" && typeof name === "string" ? name : last);
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.test(name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase());
}

const PEM = /-----BEGIN [^-]*-----[\s\S]*?(-----END [^-]*-----|$)/g;

function hideSecretValue(word: string): string {
  return isSecretValue(word) ? MASKED : word;
}

/** Bits of information of a character of a text, by how often each occurs in it. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
