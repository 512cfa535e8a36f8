import { KubeconfigError } from "./model";

/** Base64 as the Kubernetes programs read it: with padding; line breaks do not count. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The keys of a map, read by name and type. It knows which of them nobody has read. */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly read = new Set<string>();

  /**
   * @param value a map; null and undefined count as an empty one
   * @param at where it is, for errors, such as `users[0].user`
   * @throws KubeconfigError `invalid` when it is something else
   */
  constructor(
    value: unknown,
    readonly at: string,
  ) {
    if (value !== undefined && value !== null && (typeof value !== "object" || Array.isArray(value))) {
      throw wrong(at, "a map");
    }
    this.values = (value ?? {}) as Record<string, unknown>;
  }

  /** A string; empty where there is none. */
  string(key: string): string {
    const value = this.value(key);
    if (value !== undefined && typeof value !== "string") throw wrong(this.place(key), "a string");
    return value ?? "";
  }

  /** A boolean. @default false */
  boolean(key: string): boolean {
    const value = this.value(key);
    if (value !== undefined && typeof value !== "boolean") throw wrong(this.place(key), "true or false");
    return value ?? false;
  }

  /** Bytes that are written in base64; undefined where there are none. */
  bytes(key: string): Buffer | undefined {
    const text = this.string(key).replace(/[\r\n]/g, "");
    if (!BASE64.test(text)) throw wrong(this.place(key), "base64");
    return text === "" ? undefined : Buffer.from(text, "base64");
  }

  /** A list of strings. */
  strings(key: string): string[] {
    return this.list(key).map((item, index) => {
      if (item !== null && typeof item !== "string") throw wrong(`${this.place(key)}[${index}]`, "a string");
      return item ?? "";
    });
  }

  /** A list of maps. */
  maps(key: string): Fields[] {
    return this.list(key).map((item, index) => new Fields(item, `${this.place(key)}[${index}]`));
  }

  /** A map; undefined where there is none. */
  map(key: string): Fields | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : new Fields(value, this.place(key));
  }

  /** Anything. */
  any(key: string): unknown {
    return this.value(key);
  }

  /** All keys, as read. */
  keys(): string[] {
    return Object.keys(this.values);
  }

  /** The keys that were never asked for. */
  unread(): string[] {
    return this.keys().filter((key) => !this.read.has(key));
  }

  private list(key: string): unknown[] {
    const value = this.value(key) ?? [];
    if (!Array.isArray(value)) throw wrong(this.place(key), "a list");
    return value;
  }

  private value(key: string): unknown {
    this.read.add(key);
    return Object.hasOwn(this.values, key) ? (this.values[key] ?? undefined) : undefined;
  }

  private place(key: string): string {
    return this.at === "" ? key : `${this.at}.${key}`;
  }
}

function wrong(at: string, wanted: string): KubeconfigError {
  return new KubeconfigError("invalid", `${at || "the whole"} is not ${wanted}`);
}
