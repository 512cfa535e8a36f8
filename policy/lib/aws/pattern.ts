/** What stands for the wildcards of a pattern that is itself compared with a pattern: no name has these characters. */
const MANY = "\u0000";
const ONE = "\u0001";

/**
 * Whether a pattern of actions or resources, where `*` and `?` are wild, covers all that another one does. A name without wildcards
 * is a pattern that covers itself. Actions know no case.
 */
export function covers(pattern: string, other: string): boolean {
  const expression = pattern
    .replace(/[\\^$.+()[\]{}|]/g, "\\$&")
    // Together they are at least so many characters, whatever their order.
    .replace(
      /[*?]+/g,
      (wild) => (wild.includes("*") ? ".*" : "") + wild.replaceAll("*", "").replaceAll("?", one(wild)),
    );
  const covered = other.replaceAll("*", MANY).replaceAll("?", ONE);
  return new RegExp(`^${expression}$`, "is").test(covered);
}

/** Whether two patterns may cover the same name: whether they do where one is a name, else by how they begin. */
export function mayMeet(first: string, second: string): boolean {
  if (!isWild(first) || !isWild(second)) return covers(variable(first), second) || covers(variable(second), first);
  const [a, b] = [first, second].map((pattern) => /^[^*?$]*/.exec(pattern)![0].toLowerCase()) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}

const one = (wild: string): string => `[^${MANY}]${wild.includes("*") ? ".*" : ""}`;

const isWild = (pattern: string): boolean => /[*?]|\$\{/.test(pattern);

/** A variable of a policy may stand for anything. */
const variable = (pattern: string): string => pattern.replace(/\$\{[^}]*\}/g, "*");
