/** What the shell lexer of a Dockerfile cannot read; its caller knows the line. */
export class WordError extends Error {}

/**
 * `${value#pattern}`: a value without the shortest beginning that matches a pattern of the shell.
 *
 * @param isGreedy takes the longest: `##`
 * @throws WordError when the pattern is malformed
 */
export function withoutPrefix(value: string, pattern: string, isGreedy: boolean): string {
  const length = expressionOf(pattern, { isGreedy, isAnchored: true }).exec(value)?.[0].length ?? 0;
  return value.slice(length);
}

/**
 * `${value%pattern}`: a value without the shortest end that matches a pattern of the shell.
 *
 * @param isGreedy takes the longest: `%%`
 * @throws WordError when the pattern is malformed
 */
export function withoutSuffix(value: string, pattern: string, isGreedy: boolean): string {
  // An expression finds the leftmost match, not the shortest at the end: so all is turned round, escaped characters as a whole.
  const reversed = (pattern.match(/\\[^]|[^]/gu) ?? []).reverse().join("");
  return reverse(withoutPrefix(reverse(value), reversed, isGreedy));
}

/**
 * `${value/pattern/replacement}`: a value with the first match of a pattern of the shell replaced.
 *
 * @param isEvery replaces all: `//`
 * @throws WordError when the pattern is malformed
 */
export function replaced(value: string, pattern: string, replacement: string, isEvery: boolean): string {
  const expression = expressionOf(pattern, { isGreedy: true, isAnchored: false });
  if (!isEvery) return value.replace(expression, () => replacement);
  let result = "";
  let end = 0;
  for (const match of value.matchAll(new RegExp(expression.source, "gu"))) {
    result += value.slice(end, match.index);
    const next = match.index + match[0].length;
    // An empty match behind another one counts no more.
    if (next > end || match.index === 0) result += filled(replacement, match[0]);
    end = next;
  }
  return result + value.slice(end);
}

/** Go takes the replacement of all matches for a template, in which `$0` is the match, and other names are empty. */
function filled(template: string, match: string): string {
  return template.replace(
    /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (_, dollar?: string, plain?: string, braced?: string) =>
      dollar ?? (/^0+$/.test(plain ?? braced ?? "") ? match : ""),
  );
}

function reverse(text: string): string {
  return [...text].reverse().join("");
}

function expressionOf(pattern: string, { isGreedy, isAnchored }: { isGreedy: boolean; isAnchored: boolean }): RegExp {
  const characters = [...pattern];
  let source = isAnchored ? "^" : "";
  for (let at = 0; at < characters.length; at += 1) {
    let character = characters[at] as string;
    if (character === "*") source += isGreedy ? "[^\\n]*" : "[^\\n]*?";
    else if (character === "?") source += "[^\\n]";
    else if (character === "\\") {
      // Escaped for ${} itself, not for the pattern.
      if (characters[at + 1] === "}" || characters[at + 1] === "/") continue;
      character = characters[(at += 1)] ?? "";
      if (!["*", "?", "\\"].includes(character)) {
        throw new WordError(
          `the pattern ${pattern} has a \\ before "${character}": only * ? \\ } and / can be escaped in it`,
        );
      }
      source += `\\${character}`;
    } else source += /[[\]{}.+()|^$/]/.test(character) ? `\\${character}` : character;
  }
  return new RegExp(source, "u");
}
