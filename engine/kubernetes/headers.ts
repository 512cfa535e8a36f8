import type { Impersonation } from "../../formats/kubeconfig";

/** Bytes that the name of a header may have; every other one, and `%` itself, is written as `%XX`. */
const NAME_BYTE = /[!#$&'*+.^_`|~0-9A-Za-z-]/;

/** The headers that ask the API server to act as another identity; none where the kubeconfig names nobody. */
export function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Record<string, string[]> {
  if (user === "") return {};
  const headers = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    // The case of a name does not count, so names that differ in nothing else are one header.
    const canonical = name.toLowerCase();
    headers.set(canonical, [...(headers.get(canonical) ?? []), headerValue(value, `The value of ${name}`)]);
  };
  add("Impersonate-User", user);
  if (uid !== "") add("Impersonate-Uid", uid);
  for (const group of groups) add("Impersonate-Group", group);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) add(`Impersonate-Extra-${escaped(key)}`, value);
  }
  return Object.fromEntries(headers);
}

/**
 * A header's value: its UTF-8 bytes, as Node.js sends each character of a header as one byte.
 *
 * @throws Error when it has a character that would end the header
 */
export function headerValue(value: string, what: string): string {
  const bytes = Buffer.from(value, "utf8").toString("latin1");
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(bytes)) {
    throw new Error(`${what} has a character that no header may have, such as a line break`);
  }
  return bytes;
}

function escaped(key: string): string {
  return [...Buffer.from(key, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return NAME_BYTE.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
