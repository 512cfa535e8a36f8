/** Escaping of text that others chose, for each form of a report. */

/** Everything that Markdown within a line, its tables, HTML, or a forge may take for something else than text. */
const SPECIAL = /[\\`*_[\]#!|<>&~@:$]|(?<=www)\./gi;

/** A text within Markdown, on one line: every character stands for itself, no link, no mention, no picture. */
export function markdownText(text: string): string {
  return oneLine(text).replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** A name within Markdown, as code. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/**
 * A block of code that shows text as it is, whatever is in it.
 *
 * @param language how it is coloured, such as `diff`
 */
export function markdownBlock(language: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A text within HTML, in an element or an attribute in quotes. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A text on one line: what would end the line or move the cursor of a terminal is written out. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
