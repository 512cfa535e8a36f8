import type { Colorize } from "../colors";

/** Lines around a change that help to see where it is. */
const CONTEXT = 2;

/**
 * What an edit of a few lines at one or more places changes, as unified diffs show it.
 *
 * @param file name for the heading
 */
export function lineDiff(file: string, before: string, after: string, colorize: Colorize): string {
  if (before === after) return "";
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let same = 0;
  while (same < Math.min(old.length, now.length) - start && old.at(-1 - same) === now.at(-1 - same)) same++;
  const around = (lines: string[]) => lines.map((line) => `  ${line}`.trimEnd());
  const end = old.length - same;
  return [
    colorize("bold", `${file}, line ${start + 1}:`),
    ...around(old.slice(Math.max(0, start - CONTEXT), start)),
    ...old.slice(start, end).map((line) => colorize("red", `- ${line}`)),
    ...now.slice(start, now.length - same).map((line) => colorize("green", `+ ${line}`)),
    ...around(old.slice(end, end + CONTEXT)),
    "",
  ].join("\n");
}
