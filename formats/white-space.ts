/** White space as Go has it (`unicode.IsSpace`), which differs from that of JavaScript by two characters. */
const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const IS_SPACE = new RegExp(`^${SPACE}$`);
const AT_START = new RegExp(`^${SPACE}+`);
const AT_END = new RegExp(`${SPACE}+$`);

/** Whether a character is white space. */
export function isSpace(character: string): boolean {
  return IS_SPACE.test(character);
}

/** A string without the white space that it begins with. */
export function trimStart(text: string): string {
  return text.replace(AT_START, "");
}

/** A string without the white space around it. */
export function trim(text: string): string {
  return trimStart(text).replace(AT_END, "");
}
