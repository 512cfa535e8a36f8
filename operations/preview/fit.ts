/** A part of a text that may have to be cut: items of which some are shown. */
export interface Part {
  readonly before?: string;
  readonly items: readonly string[];
  readonly after?: string;
  /** What stands in the place of items that do not fit. */
  readonly more: (left: number) => string;
  /** Which parts get their room first: the lowest. */
  readonly rank: number;
}

/** Between two parts. */
const GAP = "\n\n";

/** What a cut part needs for saying so, in characters. */
const NOTE = 200;

/**
 * Joins parts to a text of at most so many characters. What does not fit is left out by whole items, from the end of a part, the parts of
 * the highest rank first.
 *
 * @returns the text, and how many items are not in it
 */
export function fit(parts: readonly Part[], limit: number): { text: string; left: number } {
  let room = limit;
  let left = 0;
  const texts = new Map<Part, string>();
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const { before = "", after = "", items, more } = part;
    const frame = before.length + after.length + GAP.length;
    let used = 0;
    let shown = 0;
    const all = items.reduce((sum, item) => sum + item.length + 1, 0);
    const available = room - frame - (all > room - frame ? NOTE : 0);
    for (const item of items) {
      if (used + item.length + 1 > available) break;
      used += item.length + 1;
      shown++;
    }
    const rest = items.length - shown;
    left += rest;
    const lines = [...items.slice(0, shown), ...(rest > 0 ? [more(rest)] : [])];
    const text = [before, lines.join("\n"), after].join("");
    // Where not even the frame fits, nothing of it is shown.
    if (text.length + GAP.length > room) {
      left += shown;
      continue;
    }
    room -= text.length + GAP.length;
    texts.set(part, text);
  }
  return { text: parts.flatMap((part) => texts.get(part) ?? []).join(GAP), left };
}
