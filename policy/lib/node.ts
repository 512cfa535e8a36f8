import { withoutSecretValues } from "./secrets";
import { COMING_DIGEST, isUnknown } from "./unknown";

/** Thrown when a rule reads a value that is not known yet; whoever judges catches it, and goes on with the next item. */
export class Undecided extends Error {
  constructor(
    readonly path: string,
    /** Takes the note about the value back, for whoever comes to a decision without it. */
    readonly takeBack: () => void = () => undefined,
  ) {
    super(`${path} is not known yet`);
  }
}

/** Where a judgement notes the values that it would have needed. */
export interface Trace {
  /** Notes the path of a value that is known only after the update. @returns what takes the note back, if it is a new one. */
  note(path: string): () => void;
  /** Whether the value at a path is secret, and must not be shown. */
  isSecret(path: string): boolean;
}

/**
 * A place in a resource's properties: a value, if there is one, and the path to it. Going deeper never fails, whatever the
 * properties are: what is not there is a place without a value.
 */
export class Node {
  constructor(
    /** The value; undefined where there is none. Unknown values are marks: use `read` or `expect`, which know them. */
    readonly value: unknown,
    /** The keys that lead to it from the resource's properties. */
    readonly keys: readonly (string | number)[],
    private readonly trace: Trace,
  ) {}

  /** The path, as a user would write it: `spec.template.spec.containers[0].image`. */
  get path(): string {
    return this.keys.reduce<string>(joined, "");
  }

  /** Whether there is a value. `null` counts as none, as it does for the API servers. */
  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** Whether the value is known only after the update. */
  get isUnknown(): boolean {
    return isUnknown(this.value);
  }

  /** Whether the value must not be shown. */
  get isSecret(): boolean {
    return this.trace.isSecret(this.path);
  }

  /** Places at this one and below that have no places below them. */
  leaves(): Node[] {
    if (typeof this.value !== "object" || this.value === null) return [this];
    const keys = Array.isArray(this.value) ? this.value.keys() : Object.keys(this.value);
    return [...keys].flatMap((key) => this.at(key).leaves());
  }

  /** Whether another value is the same, or may turn out to be once both are known. */
  mayEqual(other: Node): boolean {
    return this.isUnknown || other.isUnknown || this.value === other.value;
  }

  /** The place below this one. Below an unknown value everything is unknown. */
  at(...keys: readonly (string | number)[]): Node {
    const value = keys.reduce<unknown>((parent, key) => (isUnknown(parent) ? parent : child(parent, key)), this.value);
    return new Node(value, [...this.keys, ...keys], this.trace);
  }

  /** The elements of a list; none for what is not a list. An unknown list is noted. */
  items(): Node[] {
    this.noteUnknown();
    if (!Array.isArray(this.value)) return [];
    return this.value.map((_, index) => this.at(index));
  }

  /** The entries of an object, by key; none for what is not an object. An unknown object is noted. */
  entries(): [string, Node][] {
    this.noteUnknown();
    if (!isObject(this.value)) return [];
    return Object.keys(this.value).map((key) => [key, this.at(key)]);
  }

  /**
   * The value, for a decision.
   *
   * @throws Undecided when it is not known yet.
   */
  read(): unknown {
    if (this.isUnknown) throw new Undecided(this.path, this.trace.note(this.path));
    return this.value ?? undefined;
  }

  /** The value if it is a string. @throws Undecided when it is not known yet. */
  text(): string | undefined {
    const value = this.read();
    return typeof value === "string" ? value : undefined;
  }

  /** The value if it is a number, or a string that is one. @throws Undecided when it is not known yet. */
  number(): number | undefined {
    return asNumber(this.read());
  }

  /** Whether the value is true, or the text that providers take for it. @throws Undecided when it is not known yet. */
  isTrue(): boolean {
    const value = this.read();
    return value === true || value === "true";
  }

  /** Whether the value is false, or the text that providers take for it. @throws Undecided when it is not known yet. */
  isFalse(): boolean {
    const value = this.read();
    return value === false || value === "false";
  }

  /** The strings of a list. @throws Undecided when the list or one of them is not known yet. */
  strings(): string[] {
    this.read();
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /**
   * The object or list that this place holds as JSON text, at the same path; the place itself where it is not a string of JSON.
   *
   * @throws Undecided when the text is not known yet.
   */
  parsed(): Node {
    const text = this.text() ?? "";
    try {
      return this.holding(JSON.parse(text));
    } catch {
      return this;
    }
  }

  /** The same place with another value. */
  holding(value: unknown): Node {
    return new Node(value, this.keys, this.trace);
  }

  /** What there is, in words for a message. Secrets and long values are not shown. */
  describe(): string {
    if (!this.exists) return "not set";
    if (this.isSecret) return "a secret value";
    const text = withoutSecretValues(JSON.stringify(this.value)).replaceAll(COMING_DIGEST, "<digest of the build>");
    return text.length > 120 ? `${text.slice(0, 117)}...` : text;
  }

  private noteUnknown(): void {
    if (this.isUnknown) this.trace.note(this.path);
  }
}

/** A value of any type as a number, if it is one, or a string that is one. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Whether a value is an object with keys: no list, no null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function child(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  // Only what the properties hold themselves: `constructor` is not a property of a resource.
  return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}

function joined(path: string, key: string | number): string {
  const name = String(key);
  if (!/^[A-Za-z_$][\w$-]*$/.test(name)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? name : `${path}.${name}`;
}
